import type { ContainerRequest } from '@fairlead/api/client'
import type { ConsoleHarness } from './console-harness.ts'

/** Ids of applications by what became of them, and of their deployments. */
export interface WorldApplications {
  readonly deployed: string
  readonly deployment: string
  readonly failed: string
  readonly failedDeployment: string
  readonly stopped: string
  readonly neverDeployed: string
}

/** Applications that run, failed, were stopped and were never deployed, in two projects. */
export async function makeApplications(
  harness: ConsoleHarness,
  registryId: string,
): Promise<WorldApplications> {
  const { api, org, environmentId } = harness
  const create = async (
    environment: string,
    name: string,
    image: string,
    tag: string,
    more: Partial<ContainerRequest> = {},
  ): Promise<string> => {
    const request = { name, registry_id: registryId, image_name: image, tag, healthchecks: {}, ...more }
    return (await api.containers.create(environment, request)).id
  }
  const ended = async (deployment: string): Promise<string> => {
    for await (const _ of api.deployments.watch(deployment, { signal: AbortSignal.timeout(60_000) }));
    return deployment
  }
  const deploy = async (id: string, tag?: string): Promise<string> =>
    ended((await api.containers.deploy(id, { tag })).deployment_request_id ?? '')

  const deployed = await create(environmentId, 'api', 'acme/api', '1.11.0', {
    description: 'The public API',
    ports: [
      { name: 'http', internal_port: 8080, publicly_accessible: true, protocol: 'HTTP' },
      { name: 'metrics', internal_port: 9090, publicly_accessible: false, protocol: 'HTTP' },
    ],
    healthchecks: { readiness_probe: { type: { http: { port: 8080, path: '/healthz' } } } },
    min_running_instances: 2,
    max_running_instances: 4,
  })
  await api.containers.addVariable(deployed, { key: 'LOG_LEVEL', value: 'debug' })
  await api.containers.addVariable(deployed, { key: 'FEATURE_FLAGS', value: 'search,checkout' })
  await api.containers.addSecret(deployed, { key: 'PAYMENT_API_KEY', value: 'not-for-any-screen' })
  await deploy(deployed)
  const deployment = await deploy(deployed, '1.12.0')

  const failed = await create(environmentId, 'checkout', 'acme/checkout', '2.0.0')
  const failedDeployment = await deploy(failed)

  const shop = await api.projects.create(org, { name: 'shop', description: 'The storefront and its workers' })
  const production = await api.environments.create(shop.id, { name: 'production', mode: 'PRODUCTION' })
  await api.environments.create(shop.id, { name: 'preview', mode: 'PREVIEW' })
  const stopped = await create(production.id, 'web', 'acme/web', '3.2.1')
  await deploy(stopped)
  await ended((await api.containers.stop(stopped)).deployment_request_id ?? '')
  const neverDeployed = await create(production.id, 'worker', 'acme/team/worker', '0.9.0', {
    storage: [
      { mount_point: '/var/lib/queue', size: 20, type: 'FAST_SSD' },
      { mount_point: '/var/cache', size: 5, type: 'FAST_SSD' },
    ],
  })
  return { deployed, deployment, failed, failedDeployment, stopped, neverDeployed }
}
