import type { ClusterStatus } from '@fairlead/api/client'
import { List, Text } from '@mantine/core'
import { CheckIcon, XIcon } from '@primer/octicons-react'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'

/** What a cluster told of itself: its version, its nodes' platforms, and each right that Fairlead needs there. */
export function ClusterFacts({ status }: { readonly status: ClusterStatus }) {
  const { version, platforms, rights } = status
  if (version === null) return null
  const allowed = rights.filter((right) => right.allowed).length
  return (
    <>
      <Facts>
        <Fact name="Version">{version}</Fact>
        <Fact name="Platforms">{platforms.length === 0 ? 'Not known' : platforms.join(', ')}</Fact>
      </Facts>
      {rights.length > 0 && (
        <Disclosure label={`Rights: ${allowed} of ${rights.length}`}>
          <List size="sm" listStyleType="none" spacing={2}>
            {rights.map(({ action, allowed: has, reason }) => (
              <List.Item
                key={action}
                icon={has ? <CheckIcon aria-label="Allowed" /> : <XIcon aria-label="Denied" />}
              >
                <span className="mono">{action}</span>{' '}
                <Text span size="sm" c="dimmed">
                  {reason}
                </Text>
              </List.Item>
            ))}
          </List>
        </Disclosure>
      )}
    </>
  )
}
