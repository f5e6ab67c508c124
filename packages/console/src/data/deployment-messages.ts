import type { Event } from '@fairlead/api/client'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { queryClient } from '../app/query-client.ts'

/** What a cluster says while it deploys. */
export interface DeploymentMessage {
  /** Of its event. */
  readonly id: number
  readonly at: string
  readonly text: string
}

/** Messages of a pull come by the hundred; the newest are what matters. */
const MOST = 500

const messagesQuery = (deploymentId: string) =>
  queryOptions({
    queryKey: ['deployment-messages', deploymentId],
    // Nothing answers them: the events fill them in.
    queryFn: () => messagesOf(deploymentId),
    enabled: false,
    initialData: (): readonly DeploymentMessage[] => [],
  })

const messagesOf = (deploymentId: string): readonly DeploymentMessage[] =>
  queryClient.getQueryData(messagesQuery(deploymentId).queryKey) ?? []

/** Keeps a message for whoever looks at its deployment, now or in a while. */
export function keepMessage({ id, at, type, data }: Event): void {
  if (type !== 'deployment.log') return
  const { queryKey } = messagesQuery(data.deploymentId)
  const next = [...messagesOf(data.deploymentId), { id, at, text: data.message }].slice(-MOST)
  queryClient.setQueryData(queryKey, next)
}

/** The messages of a deployment since the console was opened, as they come. */
export const useDeploymentMessages = (deploymentId: string): readonly DeploymentMessage[] =>
  useQuery(messagesQuery(deploymentId)).data
