import { Alert, Group, Stack, Text } from '@mantine/core'
import { AlertIcon, ClockIcon, XCircleIcon } from '@primer/octicons-react'
import type { ReactNode } from 'react'
import { paths } from '../../app/paths.ts'
import type { Concern } from '../../data/use-attention.ts'
import { useOrg } from '../../data/use-org.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'

interface Told {
  readonly severity: 'error' | 'warning' | 'expiry'
  readonly title: string
  readonly text: ReactNode
  readonly remedy?: string | undefined
  readonly to: string
  readonly action: string
  readonly also?: { readonly to: string; readonly action: string }
}

const LOOKS = {
  error: { color: 'red', icon: <XCircleIcon /> },
  warning: { color: 'yellow', icon: <AlertIcon /> },
  expiry: { color: 'yellow', icon: <ClockIcon /> },
} as const

function tell(concern: Concern, org: string): Told {
  switch (concern.about) {
    case 'registry': {
      const { registry, finding } = concern
      const fails = registry.health === 'failing'
      return {
        severity: fails ? 'error' : 'warning',
        title: `${registry.name} ${fails ? 'fails' : 'has a warning'}`,
        text: finding?.summary,
        remedy: finding?.remedy?.action,
        to: paths.registry({ org, registryId: registry.id }),
        action: 'Open registry',
        ...(fails
          ? {
              also: {
                to: paths.rotateRegistry({ org, registryId: registry.id }),
                action: 'Rotate credential',
              },
            }
          : {}),
      }
    }
    case 'expiry': {
      const { registry, expiresAt } = concern
      const over = Date.parse(expiresAt) < Date.now()
      return {
        severity: 'expiry',
        title: `The credential of ${registry.name} ${over ? 'has ended' : 'ends soon'}`,
        text: (
          <>
            {over ? 'It ended' : 'It ends'} <Time at={expiresAt} />.
          </>
        ),
        to: paths.rotateRegistry({ org, registryId: registry.id }),
        action: 'Rotate credential',
      }
    }
    case 'deployment': {
      const { application, deploymentId, finding } = concern
      return {
        severity: 'error',
        title: `The latest deployment of ${application.name} failed`,
        text: finding?.summary,
        remedy: finding?.remedy?.action,
        to: paths.deployment({ org, applicationId: application.id, deploymentId }),
        action: 'Open deployment',
      }
    }
    case 'cluster':
      return {
        severity: concern.finding?.severity === 'warning' ? 'warning' : 'error',
        title: `The cluster ${concern.cluster.name} has a finding`,
        text: concern.finding?.summary,
        remedy: concern.finding?.remedy?.action,
        to: paths.clusters({ org }),
        action: 'Open clusters',
      }
  }
}

/** One thing that needs attention: what is the matter, what to do, and the way there. */
export function ConcernView({ concern }: { readonly concern: Concern }) {
  const { severity, title, text, remedy, to, action, also } = tell(concern, useOrg())
  const { color, icon } = LOOKS[severity]
  return (
    <Alert color={color} variant="light" icon={icon} title={title}>
      <Stack gap={6}>
        {text && <Text size="sm">{text}</Text>}
        {remedy && (
          <Text size="sm">
            <strong>What to do: </strong>
            {remedy}
          </Text>
        )}
        <Group gap="xs">
          <LinkButton to={to} size="xs" variant="default">
            {action}
          </LinkButton>
          {also && (
            <LinkButton to={also.to} size="xs" variant="default">
              {also.action}
            </LinkButton>
          )}
        </Group>
      </Stack>
    </Alert>
  )
}
