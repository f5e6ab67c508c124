import { Badge, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { applicationsQuery } from '../../data/applications.ts'
import { useOrg } from '../../data/use-org.ts'
import { Failure } from '../../ui/failure.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Waiting } from '../../ui/waiting.tsx'

type State = 'failed' | 'in progress' | 'deployed' | 'stopped' | 'never deployed'
const COLORS: Readonly<Record<State, string>> = {
  failed: 'red',
  'in progress': 'blue',
  deployed: 'green',
  stopped: 'gray',
  'never deployed': 'gray',
}
const ORDER = Object.keys(COLORS) as readonly State[]

function inShort(state: string | undefined): State {
  if (state === undefined || state === 'READY') return 'never deployed'
  if (state.endsWith('_ERROR')) return 'failed'
  if (/QUEUED$|ING$/.test(state)) return 'in progress'
  return /^(?:DEPLOYED|RESTARTED)$/.test(state) ? 'deployed' : 'stopped'
}

/** How many applications there are in each state. */
export function ApplicationsInShort() {
  const org = useOrg()
  const { data, error, refetch } = useQuery(applicationsQuery(org))
  const counts = ORDER.map((state) => ({
    state,
    count: (data ?? []).filter(({ status }) => inShort(status?.state) === state).length,
  })).filter(({ count }) => count > 0)
  return (
    <Section
      title="Applications"
      actions={
        <Link size="sm" to={paths.applications({ org })}>
          All applications
        </Link>
      }
    >
      {error ? (
        <Failure title="The applications could not be loaded" error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Waiting for="the applications" />
      ) : data.length === 0 ? (
        <Text c="dimmed">There is no application yet.</Text>
      ) : (
        <Group gap="xs">
          {counts.map(({ state, count }) => (
            <Badge key={state} color={COLORS[state]} variant="light" size="lg">
              {count} {state}
            </Badge>
          ))}
        </Group>
      )}
    </Section>
  )
}
