import type { Registry, Verification } from '@fairlead/api/client'
import { Text, Timeline } from '@mantine/core'
import { BellIcon, XCircleIcon } from '@primer/octicons-react'
import { DAY_MS, Expiry, WARNING_DAYS } from '../../../ui/expiry.tsx'
import { Section } from '../../../ui/section.tsx'
import { Time } from '../../../ui/time.tsx'

interface ExpiryLineProps {
  readonly registry: Registry
  /** What the latest verification told; absent before the first. */
  readonly credential?: Verification['credential'] | undefined
}

/** When the credential ends, as its vendor tells or somebody said it, and when somebody is warned of it. */
export function ExpiryLine({ registry, credential }: ExpiryLineProps) {
  const { expires_at: expiresAt, stated_expires_at: stated } = registry
  if (credential?.type === 'anonymous') return null
  if (expiresAt === null)
    return (
      <Section title="Expiry">
        <Text size="sm">
          {credential?.expiresAt === null
            ? 'It does not expire. Rotate it from time to time all the same: whoever gets hold of it can use it for ever.'
            : 'It is not known when it ends. Where the registry does not tell, say it yourself: change the connection, Advanced, “Credential ends on”.'}
        </Text>
      </Section>
    )
  const end = Date.parse(expiresAt)
  const steps = WARNING_DAYS.map((days) => ({ days, at: end - days * DAY_MS }))
  const now = Date.now()
  const passed = [...steps.map(({ at }) => at), end].filter((at) => at <= now).length
  return (
    <Section title="Expiry">
      <Expiry at={expiresAt} />
      {expiresAt === stated && (
        <Text size="sm" c="dimmed">
          As it was said with the connection: the registry does not tell.
        </Text>
      )}
      <Timeline
        mt="md"
        active={passed - 1}
        bulletSize={24}
        lineWidth={2}
        color={passed > steps.length ? 'red' : 'yellow'}
      >
        {steps.map(({ days, at }) => (
          <Timeline.Item
            key={days}
            bullet={<BellIcon size={12} />}
            title={
              <Text size="sm">{days === 1 ? 'Warning 1 day before' : `Warning ${days} days before`}</Text>
            }
          >
            <Text size="xs" c="dimmed">
              {at <= now ? 'Given' : 'To come'}: <Time at={new Date(at).toISOString()} />,{' '}
              {new Date(at).toLocaleDateString(undefined, { dateStyle: 'medium' })}
            </Text>
          </Timeline.Item>
        ))}
        <Timeline.Item bullet={<XCircleIcon size={12} />} title={<Text size="sm">The credential ends</Text>}>
          <Text size="xs" c="dimmed">
            <Time at={expiresAt} />,{' '}
            {new Date(end).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
          </Text>
        </Timeline.Item>
      </Timeline>
    </Section>
  )
}
