import { Stack, Text } from '@mantine/core'
import { QuestionIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { verificationQuery } from '../../data/registries.ts'
import { CheckList } from '../../ui/check-list.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { formatDuration, Time } from '../../ui/time.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import type { OfRegistry } from './registry-page.tsx'

/** The checks of the latest verification, each with its evidence. */
export function ChecksTab({ org, registry }: OfRegistry) {
  const { data: verification, error, refetch } = useQuery(verificationQuery(org, registry.id))
  if (error)
    return <Failure title="The checks could not be loaded" error={error} onRetry={() => void refetch()} />
  if (verification === undefined) return <Waiting for="the checks" />
  if (verification === null) return <NotVerified />
  const { checks, durationMs, startedAt } = verification
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {checks.length} checks, made <Time at={startedAt} /> in {formatDuration(durationMs)}.
      </Text>
      <CheckList checks={checks} />
    </Stack>
  )
}

/** What stands where a proof would stand. */
export function NotVerified() {
  return (
    <Empty icon={<QuestionIcon size={32} />} title="It was saved without a proof">
      Nobody knows yet whether this connection works. “Verify now” asks the registry with its credential and
      shows each check with its evidence.
    </Empty>
  )
}
