import type { Deployment } from '@fairlead/api/client'
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { HistoryIcon } from '@primer/octicons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { deploymentsQuery } from '../../data/applications.ts'
import { useSearchState } from '../../data/use-search.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ApplicationActions } from './application-actions.tsx'
import { ApplicationFrame, type OpenApplication } from './application-frame.tsx'
import { DeploymentTable } from './deployment-table.tsx'
import { RollbackDialog } from './rollback-dialog.tsx'

const PAGE_SIZE = 20

/** The history of an application's deployments, newest first, and the way back to any that ran well. */
export function DeploymentsPage() {
  return (
    <ApplicationFrame tab="deployments" actions={(open) => <ApplicationActions open={open} />}>
      {(open) => <History open={open} />}
    </ApplicationFrame>
  )
}

/** The page of the address, from 1; anything else is the first. */
const pageOf = (text: string | undefined): number => {
  const page = Number(text ?? '1')
  return Number.isInteger(page) && page > 1 ? page : 1
}

function History({ open }: { readonly open: OpenApplication }) {
  const { org, application, status } = open
  const [search, change] = useSearchState()
  const [goal, setGoal] = useState<Deployment>()
  const page = pageOf(search.page)
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...deploymentsQuery(org, application.id, page - 1, PAGE_SIZE),
    placeholderData: keepPreviousData,
  })
  if (!data)
    return error ? (
      <Failure title="The deployments could not be loaded" error={error} onRetry={() => void refetch()} />
    ) : (
      <Waiting for="the deployments" />
    )
  const count = status?.deployment_requests_count
  const isLast = data.length < PAGE_SIZE || (count !== undefined && page * PAGE_SIZE >= count)
  return (
    <Stack gap="sm" aria-busy={isPlaceholderData}>
      {error && <Alert color="yellow">The list may be out of date: the server does not answer.</Alert>}
      {data.length > 0 ? (
        <DeploymentTable open={open} deployments={data} onRollback={setGoal} />
      ) : (
        <Empty
          icon={<HistoryIcon size={32} />}
          title={page === 1 ? 'No deployment yet' : 'There is no such page'}
          action={page > 1 && <Button onClick={() => change({ page: '' })}>The newest deployments</Button>}
        >
          {page === 1
            ? 'Each deployment is kept here with its digest, its steps and who asked for it, so that you can go back to it.'
            : 'The history is shorter than that.'}
        </Empty>
      )}
      {(page > 1 || !isLast) && (
        <Group component="nav" aria-label="Pages of the history" justify="center">
          <Button
            variant="default"
            disabled={page === 1}
            onClick={() => change({ page: page === 2 ? '' : String(page - 1) })}
          >
            Newer
          </Button>
          <Text size="sm" role="status">
            Page {page}
            {count !== undefined && ` of ${Math.max(1, Math.ceil(count / PAGE_SIZE))}`}
          </Text>
          <Button variant="default" disabled={isLast} onClick={() => change({ page: String(page + 1) })}>
            Older
          </Button>
        </Group>
      )}
      {goal && <RollbackDialog open={open} deploymentId={goal.id} onClose={() => setGoal(undefined)} />}
    </Stack>
  )
}
