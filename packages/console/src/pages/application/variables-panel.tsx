import { List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { variablesQuery } from '../../data/applications.ts'
import { Failure } from '../../ui/failure.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import type { OpenApplication } from './application-frame.tsx'

/** The variables by name; their values are nobody's business here. */
export function VariablesPanel({ open }: { readonly open: OpenApplication }) {
  const { org, application } = open
  const { data, error, refetch } = useQuery({
    ...variablesQuery(org, application.id),
    select: (variables) => variables.map(({ key }) => key),
  })
  return (
    <Section title="Variables">
      {error && <Failure error={error} onRetry={() => void refetch()} />}
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
