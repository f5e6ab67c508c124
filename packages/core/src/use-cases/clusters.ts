import type { Principal } from '../domain/identity.ts'
import type { Cluster, TargetSettings } from '../domain/organization.ts'
import { AppError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import type { Secret } from '../values/secret.ts'
import { theCluster, theOrganization } from './access.ts'
import { audit } from './audit.ts'
import { openCluster, sealClusterSecret } from './cluster-target.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { targetFindings } from './target-findings.ts'

export interface ClusterInput {
  readonly name: string
  readonly description: string
  readonly target: TargetSettings
  readonly isDefault: boolean
  /** What the target is opened with. */
  readonly secret?: Secret
}

export const listClusters =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string): Promise<readonly Cluster[]> => {
    await theOrganization(ports.store, who, organizationId)
    return ports.store.clusters.listOf(organizationId)
  }

export const getCluster =
  (ports: AppPorts) =>
  (who: Principal, organizationId: string, id: string): Promise<Cluster> =>
    theCluster(ports.store, who, organizationId, id)

/**
 * The first cluster of an organization is its default whether asked or not. Throws `permission.denied` for a token of
 * one organization: a cluster reaches the Docker engine and the folders of the server itself.
 */
export const createCluster =
  (ports: AppPorts) =>
  (who: Principal, organizationId: string, input: ClusterInput): Promise<Cluster> =>
    ports.store.transaction(async (tx) => {
      await theOrganization(tx, who, organizationId)
      if (who.organizationId !== null) {
        throw new AppError(
          'permission.denied',
          "Only an administrator of the installation adds clusters: a cluster reaches the server's own engine and folders.",
        )
      }
      const others = await tx.clusters.listOf(organizationId)
      const isDefault = input.isDefault || others.length === 0
      for (const other of others) {
        if (isDefault && other.isDefault) await tx.clusters.save({ ...other, isDefault: false })
      }
      const now = timestamp(ports)
      const { secret, ...settings } = input
      const id = ports.newId()
      const cluster: Cluster = {
        ...settings,
        isDefault,
        id,
        sealedSecret: secret ? sealClusterSecret(ports.vault, id, secret) : null,
        organizationId,
        createdAt: now,
        updatedAt: now,
      }
      await tx.clusters.insert(cluster)
      await audit(ports, tx, who, entry('CREATE', cluster))
      return cluster
    })

/** The target stays what it was: services of one target are not found on another. */
export const editCluster =
  (ports: AppPorts) =>
  (
    who: Principal,
    organizationId: string,
    id: string,
    input: Pick<ClusterInput, 'name' | 'description'>,
  ): Promise<Cluster> =>
    ports.store.transaction(async (tx) => {
      const { name, description } = input
      const cluster = {
        ...(await theCluster(tx, who, organizationId, id)),
        name,
        description,
        updatedAt: timestamp(ports),
      }
      await tx.clusters.save(cluster)
      await audit(ports, tx, who, entry('UPDATE', cluster))
      return cluster
    })

/** What is wrong with the target now, also where it cannot be opened or reached; empty when it is ready to deploy to. */
export const checkCluster =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    id: string,
    signal: AbortSignal,
  ): Promise<readonly Finding[]> => {
    const cluster = await theCluster(ports.store, who, organizationId, id)
    try {
      return await openCluster(ports, cluster).check(signal)
    } catch (error) {
      return targetFindings(error)
    }
  }

/** Throws `cluster.in_use` while environments run on it. */
export const deleteCluster =
  (ports: AppPorts) =>
  (who: Principal, organizationId: string, id: string): Promise<void> =>
    ports.store.transaction(async (tx) => {
      const cluster = await theCluster(tx, who, organizationId, id)
      await tx.clusters.delete(id)
      await audit(ports, tx, who, entry('DELETE', cluster))
    })

const entry = (action: string, { id, name, organizationId }: Cluster) => ({
  organizationId,
  action,
  targetType: 'CLUSTER',
  targetId: id,
  targetName: name,
})
