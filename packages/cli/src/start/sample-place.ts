import type { ApiClient, Cluster, Environment } from '@fairlead/api/client'

/** Where the sample is deployed to. */
export interface SamplePlace {
  readonly organizationId: string
  readonly environment: Environment
  readonly cluster: Cluster
}

/**
 * The first environment whose cluster can be deployed to now. Where there is none any more (the Docker engine of the
 * first start is gone) a Git repository in the data folder takes its place.
 */
export async function findSamplePlace(
  client: ApiClient,
  gitopsFolder: string,
  signal: AbortSignal,
): Promise<SamplePlace> {
  const signalled = { signal }
  const [organization] = await client.organizations.list(signalled)
  if (!organization) throw new Error('The first start made no organization.')
  const organizationId = organization.id
  const clusters = await client.clusters.list(organizationId, signalled)
  const [project] = await client.projects.list(organizationId, signalled)
  if (!project) throw new Error('The first start made no project.')
  const environments = await client.environments.list(project.id, signalled)
  // The twin of this machine answers on its loopback address, where a Kubernetes cluster does not look.
  const near = clusters.filter(({ target }) => target.kind !== 'kubernetes')
  for (const cluster of near.toSorted((a, b) => Number(b.is_default) - Number(a.is_default))) {
    const { is_deployed: ready } = await client.clusters.status(organizationId, cluster.id, signalled)
    const environment = environments.find(({ cluster_id: id }) => id === cluster.id)
    if (ready && environment) return { organizationId, environment, cluster }
  }
  const target = { kind: 'gitops', folder: gitopsFolder, branch: 'main' } as const
  const cluster = await client.clusters.create(organizationId, { name: 'gitops', target }, signalled)
  const wanted = { name: 'gitops', cluster: cluster.id }
  const environment = await client.environments.create(project.id, wanted, signalled)
  return { organizationId, environment, cluster }
}
