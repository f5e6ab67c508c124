import type { ContainerSpec, KubernetesSettings } from '@fairlead/core'
import { DROPPED_CAPABILITIES } from '../../capabilities.ts'
import { groupOfVolumes, readOnlyRoot } from '../../manifests/deployment-manifest.ts'

/**
 * Security contexts that pass a level of the Pod Security Standards:
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function securityContexts(
  { podSecurity, runAsUser }: Pick<KubernetesSettings, 'podSecurity' | 'runAsUser'>,
  spec: Pick<ContainerSpec, 'volumes' | 'readOnlyRootFilesystem'>,
): {
  readonly pod: object
  readonly container: object
} {
  const user = runAsUser === null ? {} : { runAsUser, runAsGroup: runAsUser, fsGroup: runAsUser }
  const isRestricted = podSecurity === 'restricted'
  return {
    pod: {
      ...(isRestricted ? { runAsNonRoot: true } : {}),
      ...user,
      ...groupOfVolumes(spec, runAsUser),
      seccompProfile: { type: 'RuntimeDefault' },
    },
    container: {
      allowPrivilegeEscalation: false,
      ...readOnlyRoot(spec),
      capabilities: { drop: isRestricted ? ['ALL'] : [...DROPPED_CAPABILITIES] },
    },
  }
}
