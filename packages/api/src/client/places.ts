import * as clusters from '../operations/clusters.ts'
import * as environments from '../operations/environments.ts'
import * as organizations from '../operations/organizations.ts'
import * as projects from '../operations/projects.ts'
import type * as wire from '../wire/types.ts'
import type { Signalled } from './shapes.ts'
import type { Transport } from './transport.ts'

export const organizationCalls = (transport: Transport) => ({
  list: async ({ signal }: Signalled = {}): Promise<readonly wire.Organization[]> =>
    (await transport.call(organizations.listOrganizations, { params: {}, signal })).results,

  create: (body: wire.OrganizationRequest, { signal }: Signalled = {}): Promise<wire.Organization> =>
    transport.call(organizations.createOrganization, { params: {}, body, signal }),

  get: (organizationId: string, { signal }: Signalled = {}): Promise<wire.Organization> =>
    transport.call(organizations.getOrganization, { params: { organizationId }, signal }),

  /** Replaces name and description: what is left out is empty afterwards. */
  edit: (
    organizationId: string,
    body: wire.OrganizationRequest,
    { signal }: Signalled = {},
  ): Promise<wire.Organization> =>
    transport.call(organizations.editOrganization, { params: { organizationId }, body, signal }),

  remove: async (organizationId: string, { signal }: Signalled = {}): Promise<void> => {
    await transport.call(organizations.deleteOrganization, { params: { organizationId }, signal })
  },
})

export const projectCalls = (transport: Transport) => ({
  list: async (organizationId: string, { signal }: Signalled = {}): Promise<readonly wire.Project[]> =>
    (await transport.call(projects.listProjects, { params: { organizationId }, signal })).results,

  create: (
    organizationId: string,
    body: wire.ProjectRequest,
    { signal }: Signalled = {},
  ): Promise<wire.Project> =>
    transport.call(projects.createProject, { params: { organizationId }, body, signal }),

  edit: (projectId: string, body: wire.ProjectRequest, { signal }: Signalled = {}): Promise<wire.Project> =>
    transport.call(projects.editProject, { params: { projectId }, body, signal }),

  /** Throws ApiError `project.in_use` while it has environments. */
  remove: async (projectId: string, { signal }: Signalled = {}): Promise<void> => {
    await transport.call(projects.deleteProject, { params: { projectId }, signal })
  },
})

export const environmentCalls = (transport: Transport) => ({
  list: async (projectId: string, { signal }: Signalled = {}): Promise<readonly wire.Environment[]> =>
    (await transport.call(environments.listEnvironments, { params: { projectId }, signal })).results,

  create: (
    projectId: string,
    body: wire.CreateEnvironmentRequest,
    { signal }: Signalled = {},
  ): Promise<wire.Environment> =>
    transport.call(environments.createEnvironment, { params: { projectId }, body, signal }),

  edit: (
    environmentId: string,
    body: wire.EnvironmentEditRequest,
    { signal }: Signalled = {},
  ): Promise<wire.Environment> =>
    transport.call(environments.editEnvironment, { params: { environmentId }, body, signal }),

  /** Throws ApiError `environment.in_use` while it has services. */
  remove: async (environmentId: string, { signal }: Signalled = {}): Promise<void> => {
    await transport.call(environments.deleteEnvironment, { params: { environmentId }, signal })
  },
})

interface ClusterOptions extends Signalled {
  /** Save a Kubernetes cluster without asking it. */
  readonly unverified?: boolean
}

export const clusterCalls = (transport: Transport) => ({
  list: async (organizationId: string, { signal }: Signalled = {}): Promise<readonly wire.Cluster[]> =>
    (await transport.call(clusters.listClusters, { params: { organizationId }, signal })).results,

  create: (
    organizationId: string,
    body: wire.ClusterRequest,
    { signal, unverified }: ClusterOptions = {},
  ): Promise<wire.Cluster> =>
    transport.call(clusters.createCluster, {
      params: { organizationId },
      query: { unverified },
      body,
      signal,
    }),

  /** Renames or describes it, or changes what `target` names of a Kubernetes cluster. */
  edit: (
    organizationId: string,
    clusterId: string,
    body: wire.ClusterEditRequest,
    { signal, unverified }: ClusterOptions = {},
  ): Promise<wire.Cluster> =>
    transport.call(clusters.editCluster, {
      params: { organizationId, clusterId },
      query: { unverified },
      body,
      signal,
    }),

  remove: async (organizationId: string, clusterId: string, { signal }: Signalled = {}): Promise<void> => {
    await transport.call(clusters.deleteCluster, { params: { organizationId, clusterId }, signal })
  },

  /** Asks the cluster now whether it can be deployed to. */
  status: (
    organizationId: string,
    clusterId: string,
    { signal }: Signalled = {},
  ): Promise<wire.ClusterStatus> =>
    transport.call(clusters.getClusterStatus, { params: { organizationId, clusterId }, signal }),

  /** The least rights that a Kubernetes cluster has to give: for one namespace, or for one of each environment. */
  kubernetesRbac: ({ namespace, signal }: Signalled & { readonly namespace?: string | undefined } = {}) =>
    transport.call(clusters.getKubernetesRbac, { params: {}, query: { namespace }, signal }),
})
