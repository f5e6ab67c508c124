import type { DeploymentPlan } from '@fairlead/api/client'
import { Table, Text, Title } from '@mantine/core'
import { Time } from '../../ui/time.tsx'

type Change = DeploymentPlan['changes'][number]

const FIELDS: Record<Change['field'], string> = {
  image: 'Image',
  tag: 'Tag',
  digest: 'Digest',
  cpu: 'CPU',
  memory: 'Memory',
  instances: 'Instances',
  entrypoint: 'Entrypoint',
  arguments: 'Arguments',
  port: 'Port',
  readiness: 'Readiness check',
  liveness: 'Liveness check',
  variable: 'Variable',
  secret: 'Secret variable',
  volume: 'Volume',
  update_strategy: 'Replacement of versions',
  root_filesystem: 'Root file system',
  security: 'Security:',
}

/** What would differ from what runs now. Of variables only the names are compared here. */
export function PlanChanges({ plan }: { readonly plan: DeploymentPlan }) {
  const { running, changes } = plan
  return (
    <div>
      <Title order={3} size="h6">
        Against what runs now
      </Title>
      {running === null ? (
        <Text size="sm">Nothing runs of it yet.</Text>
      ) : (
        <Text size="sm">
          {running.tag} runs
          {running.since && (
            <>
              {' '}
              since <Time at={running.since} />
            </>
          )}
          . {changes.length === 0 && 'A deployment would change nothing of what is asked for.'}
        </Text>
      )}
      {changes.length > 0 && (
        <Table.ScrollContainer minWidth={480}>
          <Table aria-label="Changes">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>What</Table.Th>
                <Table.Th>Now</Table.Th>
                <Table.Th>Then</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {changes.map((change) => (
                <Table.Tr key={change.field + change.name}>
                  <Table.Th scope="row">
                    {FIELDS[change.field]} {change.name}
                  </Table.Th>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{side(change, 'before')}</Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{side(change, 'after')}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </div>
  )
}

function side({ field, change, before, after }: Change, of: 'before' | 'after'): string {
  const absent = of === 'before' ? 'added' : 'removed'
  if (change === absent) return 'none'
  if (field === 'variable' || field === 'secret')
    return of === 'before' ? 'set' : change === 'added' ? 'set' : 'another value'
  const text = (of === 'before' ? before : after) ?? 'none'
  return field === 'digest' ? `${text.slice(0, 19)}…` : text
}
