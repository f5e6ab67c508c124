import type { ApiClient, Deployment, ServiceStatus } from '@fairlead/api/client'

type Runtime = Awaited<ReturnType<ApiClient['containers']['runtime']>>

interface Known {
  readonly runtime: Runtime
  readonly status: ServiceStatus
  /** The deployment that should be running. */
  readonly live: Deployment | undefined
}

/** How what runs differs from what should run; one sentence each, but for what was changed on the cluster itself. */
export function driftOf({ runtime, status, live }: Known): readonly string[] {
  const said: string[] = []
  if (status.service_deployment_status === 'OUT_OF_DATE')
    said.push('Its settings were changed since it was deployed: deploy it to apply them.')
  const wanted = live?.image?.digest
  if (wanted && runtime.digest && runtime.digest !== wanted)
    said.push(
      'The cluster has another digest than the one that was deployed last. Redeploy it to put that right.',
    )
  if (live && runtime.state === 'absent')
    said.push('It was deployed, but nothing of it is on the cluster any more. Redeploy it to bring it back.')
  if (live && runtime.state === 'stopped')
    said.push('It was deployed, but the cluster has it stopped. Redeploy or restart it to bring it back.')
  return said
}
