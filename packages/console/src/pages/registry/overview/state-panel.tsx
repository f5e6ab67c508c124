import type { Registry, Verification } from '@fairlead/api/client'
import { Stack, Text } from '@mantine/core'
import { FindingView } from '../../../ui/finding-view.tsx'
import { Section } from '../../../ui/section.tsx'
import { Time } from '../../../ui/time.tsx'

const SENTENCES: Readonly<Record<Registry['health'], string>> = {
  verified: 'The connection works: nothing was found to be wrong.',
  warning: 'The connection works, and something about it should be put right.',
  failing: 'The connection does not work.',
  unverified: 'Nobody knows yet whether the connection works.',
}

interface StatePanelProps {
  readonly registry: Registry
  readonly verification: Verification
}

/** The state in a sentence, and every finding with what to do about it. */
export function StatePanel({ registry, verification: { findings, startedAt } }: StatePanelProps) {
  return (
    <Section title="State">
      <Stack gap="sm">
        <Text role="status">{SENTENCES[registry.health]}</Text>
        {findings.map((finding) => (
          <FindingView key={finding.code + finding.summary} finding={finding} />
        ))}
        <Text size="sm" c="dimmed">
          Checked <Time at={startedAt} />
          {registry.next_verification_at !== undefined && (
            <>
              ; by schedule it is checked again <Time at={registry.next_verification_at} />
            </>
          )}
          .
        </Text>
      </Stack>
    </Section>
  )
}
