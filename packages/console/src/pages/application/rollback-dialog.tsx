import type { Deployment } from '@fairlead/api/client'
import { Select, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { deploymentsQuery } from '../../data/applications.ts'
import { shortDigest } from '../../ui/digest.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ActionDialog } from './action-dialog.tsx'
import { specChanges } from './spec-changes.ts'
import type { ApplicationDialogProps } from './stop-dialog.tsx'
import { useDeployAction } from './use-deploy-action.ts'

/** As many as the server gives at once. */
const HISTORY = 100

const ranWell = ({ action, state, image }: Deployment): boolean =>
  action === 'deploy' && state === 'succeeded' && image !== null

const labelOf = ({ image, createdAt, requestedBy }: Deployment): string =>
  `${image?.tag} · ${shortDigest(image?.digest ?? '')} · ${new Date(createdAt).toLocaleString()} by ${requestedBy}`

interface RollbackDialogProps extends ApplicationDialogProps {
  /** The one to begin with; absent: the last good one of another digest. */
  readonly deploymentId?: string
}

/** Chooses an earlier deployment to go back to, and shows what that changes. */
export function RollbackDialog({ open, deploymentId, onClose }: RollbackDialogProps) {
  const { org, application } = open
  const history = useQuery(deploymentsQuery(org, application.id, 0, HISTORY))
  const good = (history.data ?? []).filter(ranWell)
  const [live] = good
  const coming = history.data?.find(({ action, state }) => action === 'deploy' && state === 'running')
  // As the server chooses: away from what is being deployed, else from what runs.
  const isLeft = coming && coming.image?.digest !== live?.image?.digest
  const earlier = isLeft ? live : good.find(({ image }) => image?.digest !== live?.image?.digest)
  const [chosenId, setChosenId] = useState(deploymentId)
  const chosen = good.find(({ id }) => id === (chosenId ?? earlier?.id))
  const rollback = useDeployAction(
    { org, applicationId: application.id },
    `"${application.name}" goes back to ${chosen?.image?.tag ?? 'an earlier deployment'}`,
    async () => ({
      deploymentId: (await api.containers.rollback(application.id, { deploymentId: chosen?.id })).id,
    }),
  )
  return (
    <ActionDialog
      title={`Roll ${application.name} back`}
      action="Roll back"
      disabled={!chosen}
      pending={rollback.isPending}
      error={rollback.error}
      onAct={() => rollback.mutate(undefined)}
      onClose={onClose}
    >
      <Text size="sm">
        A rollback deploys again exactly what an earlier deployment ran: its digest, wherever its tag points
        now, and its settings.
      </Text>
      {history.isLoading && <Waiting for="the deployments" />}
      {history.error && <Failure error={history.error} onRetry={() => void history.refetch()} />}
      {history.data && good.length < 2 && !chosen && (
        <Text size="sm">No earlier deployment succeeded, so there is nothing to go back to.</Text>
      )}
      {good.length > 0 && (
        <Select
          label="Go back to"
          data={good.map((each) => ({ value: each.id, label: labelOf(each) }))}
          value={chosen?.id ?? null}
          onChange={(id) => setChosenId(id ?? undefined)}
          allowDeselect={false}
          searchable
          openOnFocus={false}
          data-autofocus
        />
      )}
      {live && chosen && <Changes from={live} to={chosen} />}
    </ActionDialog>
  )
}

function Changes({ from, to }: { readonly from: Deployment; readonly to: Deployment }) {
  const changes = specChanges(from, to)
  if (changes.length === 0)
    return <Text size="sm">Nothing would change: this is what was deployed last.</Text>
  return (
    <Table.ScrollContainer minWidth={420} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label="What would change">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What would change</Table.Th>
            <Table.Th>Deployed last</Table.Th>
            <Table.Th>After it</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map((change) => (
            <Table.Tr key={change.what}>
              <Table.Th scope="row">{change.what}</Table.Th>
              <Table.Td className="mono">{shown(change.from)}</Table.Td>
              <Table.Td className="mono">{shown(change.to)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

const shown = (text: string): string => (text.startsWith('sha256:') ? shortDigest(text) : text)
