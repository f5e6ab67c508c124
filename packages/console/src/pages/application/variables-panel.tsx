import { List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { secretsQuery, variablesQuery } from '../../data/applications.ts'
import { Failure } from '../../ui/failure.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import type { OpenApplication } from './application-frame.tsx'

const namesOf = (variables: readonly { readonly key: string }[]) => variables.map(({ key }) => key)

/** The variables by name; their values are nobody's business here. */
export function VariablesPanel({ open }: { readonly open: OpenApplication }) {
  const { org, application } = open
  const variables = useQuery({ ...variablesQuery(org, application.id), select: namesOf })
  const secrets = useQuery({ ...secretsQuery(org, application.id), select: namesOf })
  const error = variables.error ?? secrets.error
  const data = variables.data && secrets.data ? [...variables.data, ...secrets.data] : undefined
  const retry = () => void Promise.all([variables.refetch(), secrets.refetch()])
  return (
    <Section title="Variables">
      {error && <Failure error={error} onRetry={retry} />}
      {!data && !error && <Waiting for="the variables" />}
      {data?.length === 0 && (
        <Text size="sm" c="dimmed" mb="xs">
          It has none.
        </Text>
      )}
      {data && data.length > 0 && (
        <List size="sm" mb="xs">
          {data.map((name) => (
            <List.Item key={name} className="mono">
              {name}
              {secrets.data?.includes(name) && (
                <Text span size="xs" c="dimmed">
                  {' '}
                  secret
                </Text>
              )}
            </List.Item>
          ))}
        </List>
      )}
      <Link to={paths.applicationSettings({ org, applicationId: application.id })} size="sm">
        Change them in the settings
      </Link>
    </Section>
  )
}
