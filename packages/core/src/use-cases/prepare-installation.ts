import type { ApiToken } from '../domain/identity.ts'
import type { Cluster, Environment, Organization, Project, TargetSettings } from '../domain/organization.ts'
import type { Secret } from '../values/secret.ts'
import { type AppPorts, timestamp } from './ports.ts'

/** What an installation starts with, so that the first deployment needs no further setting up. */
export interface FirstRun {
  readonly organizationName: string
  readonly target: TargetSettings
  readonly clusterName: string
  /** The administrator's token to be; absent: a fresh one. */
  readonly token?: Secret | undefined
}

export interface Prepared {
  readonly organization: Organization
  readonly project: Project
  readonly environment: Environment
  readonly cluster: Cluster
  /** The administrator's token. Given this once; the store keeps only its hash. */
  readonly token: Secret
}

/**
 * On an empty store makes an administrator, an organization with a project, an environment and a cluster; on any other
 * store does nothing and returns undefined. Two servers that start at once make one of each.
 */
export const prepareInstallation =
  (ports: AppPorts) =>
  async (first: FirstRun): Promise<Prepared | undefined> => {
    const now = timestamp(ports)
    const times = { createdAt: now, updatedAt: now }
    const organization: Organization = {
      id: ports.newId(),
      name: first.organizationName,
      description: null,
      ...times,
    }
    const organizationId = organization.id
    const project: Project = { id: ports.newId(), organizationId, name: 'default', description: '', ...times }
    const cluster: Cluster = {
      id: ports.newId(),
      organizationId,
      name: first.clusterName,
      description: '',
      target: first.target,
      sealedSecret: null,
      isDefault: true,
      ...times,
    }
    const environment: Environment = {
      id: ports.newId(),
      organizationId,
      projectId: project.id,
      clusterId: cluster.id,
      name: 'production',
      mode: 'PRODUCTION',
      ...times,
    }
    const token = first.token ?? ports.newApiToken().token
    const hash = ports.hashApiToken(token)
    const admin: ApiToken = {
      id: ports.newId(),
      organizationId: null,
      name: 'administrator',
      role: 'admin',
      hash,
      createdAt: now,
      expiresAt: null,
    }
    return ports.store.transaction(async (tx) => {
      if ((await tx.tokens.listOf(null)).length > 0) return undefined
      // The unique name of the installation's own tokens decides between two servers that both saw none.
      await tx.tokens.insert(admin)
      await tx.organizations.insert(organization)
      await tx.projects.insert(project)
      await tx.clusters.insert(cluster)
      await tx.environments.insert(environment)
      return { organization, project, environment, cluster, token }
    })
  }
