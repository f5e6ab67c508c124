import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { targetWords } from '../../data/audit-words.ts'
import { useMayNot } from '../../data/use-may.ts'
import { useOrg } from '../../data/use-org.ts'
import { Failure } from '../../ui/failure.tsx'
import { lowerFirst } from '../../ui/letter-case.ts'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { Waiting } from '../../ui/waiting.tsx'

const COUNT = 8
const EVERY_MS = 15_000

/** Who changed what last; what only administrators may see is said to be so. */
export function LatestChanges() {
  const org = useOrg()
  const mayNot = useMayNot('organization:write')
  const { data, error, refetch } = useQuery({
    queryKey: ['audit', org, 'latest'],
    queryFn: ({ signal }) => api.audit(org, { pageSize: COUNT, signal }),
    enabled: mayNot === undefined,
    // Not every change is an event.
    refetchInterval: EVERY_MS,
  })
  return (
    <Section
      title="Latest changes"
      actions={
        <Link size="sm" to={paths.audit({ org })}>
          Audit
        </Link>
      }
    >
      {mayNot ? (
        <Text c="dimmed">The audit is shown to administrators only.</Text>
      ) : error ? (
        <Failure title="The audit could not be loaded" error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Waiting for="the latest changes" />
      ) : data.length === 0 ? (
        <Text c="dimmed">Nothing was changed yet.</Text>
      ) : (
        <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
          {data.map(({ id, at, actor, action, targetType, targetName }) => (
            <li key={id}>
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                <strong>{targetName}</strong> ({lowerFirst(targetWords({ targetType }))}): {words(action)}
              </Text>
              <Text size="sm" c="dimmed">
                by {actor} <Time at={at} />
              </Text>
            </li>
          ))}
        </Stack>
      )}
    </Section>
  )
}

const DONE: Readonly<Record<string, string>> = {
  CREATE: 'created',
  UPDATE: 'changed',
  DELETE: 'deleted',
  DEPLOY: 'deployment asked for',
  STOP: 'stop asked for',
  RESTART: 'restart asked for',
}
const words = (action: string): string => DONE[action] ?? action.toLowerCase().replaceAll('_', ' ')
