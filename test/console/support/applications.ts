import type { ContainerRequest, Deployment } from '@fairlead/api/client'
import type { ConsoleHarness } from './console-harness.ts'

/** An application of the sample's image, as nothing has deployed it yet. */
export async function makeApplication(
  { api, environmentId }: ConsoleHarness,
  registryId: string,
  name: string,
  change: Partial<ContainerRequest> = {},
): Promise<string> {
  const { id } = await api.containers.create(environmentId, {
    name,
    registry_id: registryId,
    image_name: 'acme/hello',
    tag: '1.0',
    healthchecks: {},
    ports: [{ internal_port: 8080, publicly_accessible: true }],
    ...change,
  })
  return id
}

/** Deploys it, and gives the deployment once it is over. */
export async function deployed(
  { api }: ConsoleHarness,
  applicationId: string,
  tag?: string,
): Promise<Deployment> {
  const { deployment_request_id } = await api.containers.deploy(applicationId, { tag })
  return finished({ api }, deployment_request_id ?? '')
}

/** The deployment once it is over. */
async function finished({ api }: Pick<ConsoleHarness, 'api'>, id: string): Promise<Deployment> {
  const seen = await Array.fromAsync(api.deployments.watch(id))
  const last = seen.at(-1)
  if (!last) throw new Error(`Deployment ${id} told nothing.`)
  return last
}

/** Takes it off its cluster. */
export async function removed({ api }: ConsoleHarness, applicationId: string): Promise<void> {
  await api.containers.remove(applicationId)
  const { deployment_request_id } = await api.containers.status(applicationId)
  await finished({ api }, deployment_request_id ?? '')
}
