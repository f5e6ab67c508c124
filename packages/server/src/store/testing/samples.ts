import { randomUUID } from 'node:crypto'
import type {
  Cluster,
  ContainerRegistry,
  ContainerService,
  ContainerSpec,
  Deployment,
  Environment,
  Organization,
  Project,
  Store,
} from '@fairlead/core'

const AT = '2026-11-22T10:00:00.000Z'
const times = { createdAt: AT, updatedAt: AT }

export const sampleOrganization = (change: Partial<Organization> = {}): Organization => {
  const id = change.id ?? randomUUID()
  return { id, name: `organization ${id}`, description: null, ...times, ...change }
}

export const sampleProject = (organizationId: string, change: Partial<Project> = {}): Project => ({
  id: randomUUID(),
  organizationId,
  name: 'shop',
  description: '',
  ...times,
  ...change,
})

export const sampleCluster = (organizationId: string, change: Partial<Cluster> = {}): Cluster => ({
  id: randomUUID(),
  organizationId,
  name: 'engine',
  description: '',
  target: { kind: 'docker', endpoint: 'unix:///var/run/docker.sock', publishAddress: '127.0.0.1' },
  sealedSecret: null,
  isDefault: true,
  ...times,
  ...change,
})

export const sampleEnvironment = (
  { organizationId, id: projectId }: Project,
  clusterId: string,
  change: Partial<Environment> = {},
): Environment => ({
  id: randomUUID(),
  organizationId,
  projectId,
  clusterId,
  name: 'production',
  mode: 'PRODUCTION',
  ...times,
  ...change,
})

export const sampleRegistry = (
  organizationId: string,
  change: Partial<ContainerRegistry> = {},
): ContainerRegistry => ({
  id: randomUUID(),
  organizationId,
  name: 'ghcr',
  description: '',
  kind: 'GITHUB_CR',
  url: 'https://ghcr.io',
  config: { username: 'acme' },
  sealedSecrets: null,
  transport: { caCertificates: null, skipTlsVerify: false, proxyUrl: null, proxyUsername: null },
  repositoryPrefix: '',
  previous: null,
  statedExpiry: null,
  verification: null,
  version: 1,
  ...times,
  ...change,
})

const sampleSpec = (registryId: string, change: Partial<ContainerSpec> = {}): ContainerSpec => ({
  registryId,
  imageName: 'acme/shop',
  tag: '1.0',
  entrypoint: null,
  arguments: [],
  cpuMilli: 100,
  memoryMib: 64,
  minInstances: 1,
  maxInstances: 1,
  ports: [],
  healthchecks: { readiness: null, liveness: null },
  variables: [],
  secrets: [],
  volumes: [],
  updateStrategy: 'RollingUpdate',
  readOnlyRootFilesystem: false,
  ...change,
})

export const sampleContainer = (
  { organizationId, id: environmentId }: Environment,
  registryId: string,
  change: Partial<ContainerService> = {},
): ContainerService => ({
  id: randomUUID(),
  organizationId,
  environmentId,
  name: 'web',
  description: '',
  spec: sampleSpec(registryId),
  autoPreview: false,
  autoDeploy: false,
  iconUri: 'app://qovery-console/container',
  extras: {},
  version: 1,
  ...times,
  ...change,
})

export const sampleDeployment = (
  { organizationId, environmentId, id: containerId, spec }: ContainerService,
  change: Partial<Deployment> = {},
): Deployment => ({
  id: randomUUID(),
  organizationId,
  environmentId,
  containerId,
  action: 'deploy',
  origin: 'deploy',
  state: 'queued',
  requestedBy: 'admin',
  spec,
  image: null,
  steps: [],
  findings: [],
  endpoints: [],
  reference: null,
  replacesId: null,
  cancelRequested: false,
  createdAt: AT,
  startedAt: null,
  finishedAt: null,
  ...change,
})

/** One of each, from a new organization down to a container that was never deployed. */
export interface SampleInstallation {
  readonly organization: Organization
  readonly project: Project
  readonly cluster: Cluster
  readonly environment: Environment
  readonly registry: ContainerRegistry
  readonly container: ContainerService
}

export async function insertSamples(store: Store): Promise<SampleInstallation> {
  const organization = sampleOrganization()
  const project = sampleProject(organization.id)
  const cluster = sampleCluster(organization.id)
  const environment = sampleEnvironment(project, cluster.id)
  const registry = sampleRegistry(organization.id)
  const container = sampleContainer(environment, registry.id)
  await store.transaction(async (tx) => {
    await tx.organizations.insert(organization)
    await tx.projects.insert(project)
    await tx.clusters.insert(cluster)
    await tx.environments.insert(environment)
    await tx.registries.insert(registry)
    await tx.containers.insert(container)
  })
  return { organization, project, cluster, environment, registry, container }
}
