import type { Deployment } from '@fairlead/api/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { deploymentQuery } from '../../data/applications.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { toldFailure } from '../../ui/told.tsx'

interface DeploymentActionsProps {
  readonly org: string
  readonly deployment: Deployment
}

/** Ends a deployment that runs; leads to the application and its logs once it is over. */
export function DeploymentActions({ org, deployment }: DeploymentActionsProps) {
  const client = useQueryClient()
  const { id, containerId, action, state, cancelRequested, finishedAt } = deployment
  const cancel = useMutation({
    mutationFn: () => api.deployments.cancel(id),
    onSuccess: (next) => client.setQueryData(deploymentQuery(id).queryKey, next),
    onError: (error) => toldFailure('It was not canceled', error),
  })
  const of = { org, applicationId: containerId }
  if (finishedAt !== null) {
    if (action === 'delete' && state === 'succeeded')
      return (
        <LinkButton to={paths.applications({ org })} variant="default">
          All applications
        </LinkButton>
      )
    return (
      <>
        <LinkButton to={paths.applicationLogs(of)} variant="default">
          Logs
        </LinkButton>
        <LinkButton to={paths.application(of)} variant="default">
          Application
        </LinkButton>
      </>
    )
  }
  return (
    <ActionButton
      permission="service:deploy"
      because={cancelRequested ? 'It is being canceled already.' : undefined}
      variant="default"
      loading={cancel.isPending}
      onClick={() => cancel.mutate()}
    >
      Cancel the deployment
    </ActionButton>
  )
}
