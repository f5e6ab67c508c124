import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core'
import { PersonIcon } from '@primer/octicons-react'
import { paths } from '../../app/paths.ts'
import type { LiveAttempt } from '../../data/use-diagnosis.ts'
import { useOrg } from '../../data/use-org.ts'
import { CheckList } from '../../ui/check-list.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Link } from '../../ui/link.tsx'
import { formatDuration } from '../../ui/time.tsx'

/** One of those who might pull the image: who it is, whether a deployment would use it and why, and what it met. */
export function AttemptCard({ attempt }: { readonly attempt: LiveAttempt }) {
  const org = useOrg()
  const { identity, chosen, ended, running } = attempt
  const isNobody = identity.id === 'anonymous'
  const told = attempt.checks.filter(({ status }) => status !== 'skipped')
  const skipped = attempt.checks.filter(({ status }) => status === 'skipped')
  const name = isNobody ? 'Anonymously' : identity.name
  return (
    <Card withBorder component="section" aria-label={name}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={3} size="h5" style={{ overflowWrap: 'anywhere' }}>
            {isNobody ? (
              <>
                <PersonIcon /> {name}
              </>
            ) : (
              <Link to={paths.registry({ org, registryId: identity.id })}>{name}</Link>
            )}
          </Title>
          <Group gap={6}>
            {chosen && (
              <Badge color="cyan" variant="light">
                Would be used
              </Badge>
            )}
            <PullBadge attempt={attempt} />
          </Group>
        </Group>
        {ended && (
          <Text size="sm" c="dimmed">
            {chosen ? 'Used because ' : 'Not used: '}
            {ended.reason}. {told.length} {told.length === 1 ? 'check' : 'checks'} in{' '}
            {formatDuration(ended.verification.durationMs)}.
          </Text>
        )}
        <CheckList checks={told} running={running} />
        {skipped.length > 0 && (
          <Disclosure label={`${skipped.length} ${skipped.length === 1 ? 'check' : 'checks'} left out`}>
            <CheckList checks={skipped} />
          </Disclosure>
        )}
      </Stack>
    </Card>
  )
}

/** Whether the pull was proved with it. */
function PullBadge({ attempt: { ended } }: { readonly attempt: LiveAttempt }) {
  if (!ended)
    return (
      <Badge color="gray" variant="light">
        Not ended
      </Badge>
    )
  const { pull } = ended.verification.capabilities
  if (pull === 'yes')
    return (
      <Badge color="green" variant="light">
        ✓ Pulls
      </Badge>
    )
  if (pull === 'no' || !ended.verification.ok)
    return (
      <Badge color="red" variant="light">
        ✗ Does not pull
      </Badge>
    )
  return (
    <Badge color="gray" variant="light">
      ? Not known
    </Badge>
  )
}
