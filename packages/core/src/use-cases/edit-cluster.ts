import type { Principal } from '../domain/identity.ts'
import type { Cluster, KubernetesSettings } from '../domain/organization.ts'
import { AppError, invalidRequest } from '../errors.ts'
import type { Repositories } from '../ports/store.ts'
import type { Secret } from '../values/secret.ts'
import { theCluster } from './access.ts'
import { audit } from './audit.ts'
import { expectAdministrator } from './cluster-administrator.ts'
import { clusterSecret, sealClusterSecret } from './cluster-target.ts'
import { clusterEntry } from './clusters.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { proveCluster } from './prove-cluster.ts'

export interface ClusterEdit {
  readonly name: string
  readonly description: string
  /** What changes of a Kubernetes cluster's settings; absent: nothing. */
  readonly changes?: Partial<Omit<KubernetesSettings, 'kind'>> | undefined
  /** A new kubeconfig for the same cluster; absent: the stored one stays. */
  readonly secret?: Secret | undefined
  readonly unverified: boolean
}

/**
 * Renames a cluster, or changes how a Kubernetes cluster is reached and used, which is proved first. The kind stays, and
 * where environments run the namespace too: services of one place are not found at another. Throws
 * `cluster.check_failed`, `cluster.conflict` when somebody else saved meanwhile, `request.invalid` and `name.taken`; in
 * each case nothing is saved.
 */
export const editCluster =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    id: string,
    { name, description, changes, secret, unverified }: ClusterEdit,
    signal: AbortSignal,
  ): Promise<Cluster> => {
    const seen = await theCluster(ports.store, who, organizationId, id)
    const changesTarget = changes !== undefined || secret !== undefined
    const target = changesTarget ? changed(seen, changes) : seen.target
    const isInCluster = target.kind === 'kubernetes' && target.access === 'in-cluster'
    if (changesTarget) {
      expectAdministrator(who, 'changes how a cluster is reached')
      await expectSamePlace(ports.store, seen, target)
      const opened = secret ?? (isInCluster ? undefined : clusterSecret(ports.vault, seen))
      await proveCluster(ports, { target, secret: opened, unverified }, signal)
    }
    return ports.store.transaction(async (tx) => {
      const stored = await theCluster(tx, who, organizationId, id)
      if (changesTarget && stored.updatedAt !== seen.updatedAt) throw conflict(stored)
      if (changesTarget) await expectSamePlace(tx, stored, target)
      const sealedSecret = secret
        ? sealClusterSecret(ports.vault, id, secret)
        : isInCluster
          ? null
          : stored.sealedSecret
      const cluster = { ...stored, name, description, target, sealedSecret, updatedAt: timestamp(ports) }
      await tx.clusters.save(cluster)
      await audit(ports, tx, who, clusterEntry(secret ? 'ROTATE' : 'UPDATE', cluster))
      return cluster
    })
  }

function changed({ target }: Cluster, changes: ClusterEdit['changes']): KubernetesSettings {
  if (target.kind === 'kubernetes') return { ...target, ...changes }
  throw invalidRequest([
    {
      field: 'target.kind',
      problem: `cannot change from ${target.kind}`,
      remedy: 'Add a new cluster of that kind.',
    },
  ])
}

async function expectSamePlace(
  store: Pick<Repositories, 'environments'>,
  { id, target }: Cluster,
  next: Cluster['target'],
): Promise<void> {
  if (target.kind !== 'kubernetes' || next.kind !== 'kubernetes' || target.namespace === next.namespace) {
    return
  }
  const environments = await store.environments.onCluster(id)
  if (environments.length === 0) return
  throw invalidRequest([
    {
      field: 'target.namespace',
      problem: `cannot change while environments run here (${environments.map(({ name }) => name).join(', ')})`,
      remedy: 'Add another cluster with the other namespace, and move the environments to it.',
    },
  ])
}

const conflict = ({ name }: Cluster): AppError =>
  new AppError('cluster.conflict', `Somebody else changed the cluster ${name} meanwhile. Look at it again.`)
