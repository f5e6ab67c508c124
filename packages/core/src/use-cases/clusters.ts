import type { Principal } from '../domain/identity.ts'
import type { Cluster } from '../domain/organization.ts'
import { theCluster, theOrganization } from './access.ts'
import { audit } from './audit.ts'
import { expectAdministrator } from './cluster-administrator.ts'
import { sealClusterSecret } from './cluster-target.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { type ClusterDraft, proveCluster } from './prove-cluster.ts'

export interface ClusterInput extends ClusterDraft {
  readonly name: string
  readonly description: string
  readonly isDefault: boolean
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
 * Proves a Kubernetes cluster, then saves it. The first cluster of an organization is its default whether asked or not.
 * Throws `cluster.check_failed` with all findings when one of them is an error, `request.invalid` for a kubeconfig that
 * cannot be used, and `permission.denied` for a token of one organization; in each case nothing is saved.
 */
export const createCluster =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    { secret, unverified, ...input }: ClusterInput,
    signal: AbortSignal,
  ): Promise<Cluster> => {
    await theOrganization(ports.store, who, organizationId)
    expectAdministrator(who, 'adds clusters')
    await proveCluster(ports, { target: input.target, secret, unverified }, signal)
    return ports.store.transaction(async (tx) => {
      const others = await tx.clusters.listOf(organizationId)
      const isDefault = input.isDefault || others.length === 0
      for (const other of others) {
        if (isDefault && other.isDefault) await tx.clusters.save({ ...other, isDefault: false })
      }
      const now = timestamp(ports)
      const id = ports.newId()
      const cluster: Cluster = {
        ...input,
        isDefault,
        id,
        sealedSecret: secret ? sealClusterSecret(ports.vault, id, secret) : null,
        organizationId,
        createdAt: now,
        updatedAt: now,
      }
      await tx.clusters.insert(cluster)
      await audit(ports, tx, who, clusterEntry('CREATE', cluster))
      return cluster
    })
  }

/** Throws `cluster.in_use` while environments run on it. */
export const deleteCluster =
  (ports: AppPorts) =>
  (who: Principal, organizationId: string, id: string): Promise<void> =>
    ports.store.transaction(async (tx) => {
      const cluster = await theCluster(tx, who, organizationId, id)
      await tx.clusters.delete(id)
      await audit(ports, tx, who, clusterEntry('DELETE', cluster))
    })

export const clusterEntry = (action: string, { id, name, organizationId }: Cluster) => ({
  organizationId,
  action,
  targetType: 'CLUSTER',
  targetId: id,
  targetName: name,
})
