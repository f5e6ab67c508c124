import type { Cluster } from '../domain/organization.ts'
import type { DeployTarget } from '../ports/deploy-target.ts'
import type { SealedSecret, Vault } from '../ports/vault.ts'
import type { Secret } from '../values/secret.ts'
import type { AppPorts } from './ports.ts'

const sealContext = (clusterId: string): string => `cluster:${clusterId}`

/** A cluster's kubeconfig as it is stored. */
export const sealClusterSecret = (vault: Vault, clusterId: string, secret: Secret): SealedSecret =>
  vault.seal(secret, sealContext(clusterId))

/** The kubeconfig of a cluster; undefined where it has none. Throws `secret.unreadable`. */
export const clusterSecret = (
  vault: Vault,
  { id, sealedSecret }: Pick<Cluster, 'id' | 'sealedSecret'>,
): Secret | undefined => (sealedSecret === null ? undefined : vault.open(sealedSecret, sealContext(id)))

/** The target of a cluster, opened with its secret. Throws `secret.unreadable`, and what OpenTarget throws. */
export const openCluster = (
  { openTarget, vault }: Pick<AppPorts, 'openTarget' | 'vault'>,
  cluster: Pick<Cluster, 'id' | 'target' | 'sealedSecret'>,
): DeployTarget => openTarget(cluster.target, clusterSecret(vault, cluster))
