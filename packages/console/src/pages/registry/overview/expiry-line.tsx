import type { Verification } from '@fairlead/api/client'
import { Text, Timeline } from '@mantine/core'
import { BellIcon, XCircleIcon } from '@primer/octicons-react'
import { DAY_MS, Expiry, WARNING_DAYS } from '../../../ui/expiry.tsx'
import { Section } from '../../../ui/section.tsx'
import { Time } from '../../../ui/time.tsx'

/** When the credential ends, and when somebody is warned of it. */
export function ExpiryLine({ credential: { expiresAt, type } }: Pick<Verification, 'credential'>) {
  if (type === 'anonymous') return null
  if (expiresAt === undefined || expiresAt === null)
    return (
      <Section title="Expiry">
        <Text size="sm">
          {expiresAt === null
            ? 'It does not expire. Rotate it from time to time all the same: whoever gets hold of it can use it for ever.'
            : 'The registry does not tell when it ends.'}
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
