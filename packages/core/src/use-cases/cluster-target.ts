import type { Cluster } from '../domain/organization.ts'
import type { DeployTarget } from '../ports/deploy-target.ts'
import type { SealedSecret, Vault } from '../ports/vault.ts'
import type { Secret } from '../values/secret.ts'
import type { AppPorts } from './ports.ts'

const sealContext = (clusterId: string): string => `cluster:${clusterId}`

/** A cluster's kubeconfig as it is stored. */
export const sealClusterSecret = (vault: Vault, clusterId: string, secret: Secret): SealedSecret =>
  vault.seal(secret, sealContext(clusterId))

/** The target of a cluster, opened with its secret. Throws `secret.unreadable`, and what OpenTarget throws. */
export function openCluster(
  { openTarget, vault }: Pick<AppPorts, 'openTarget' | 'vault'>,
  { id, target, sealedSecret }: Pick<Cluster, 'id' | 'target' | 'sealedSecret'>,
): DeployTarget {
  return sealedSecret === null
    ? openTarget(target)
    : openTarget(target, vault.open(sealedSecret, sealContext(id)))
}
