import type { ContainerSpec, KubernetesSettings } from '@fairlead/core'
import { capabilitiesOf } from '../../capabilities.ts'
import { identityOf, readOnlyRoot } from '../../manifests/deployment-manifest.ts'

/**
 * Security contexts that pass a level of the Pod Security Standards:
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function securityContexts(
  { podSecurity, runAsUser }: Pick<KubernetesSettings, 'podSecurity' | 'runAsUser'>,
  spec: Pick<ContainerSpec, 'volumes' | 'readOnlyRootFilesystem' | 'security'>,
): {
  readonly pod: object
  readonly container: object
} {
  const isRestricted = podSecurity === 'restricted'
  return {
    pod: {
      ...(isRestricted ? { runAsNonRoot: true } : {}),
      ...identityOf(spec, runAsUser),
      seccompProfile: { type: 'RuntimeDefault' },
    },
    container: {
      allowPrivilegeEscalation: false,
      ...readOnlyRoot(spec),
      capabilities: capabilitiesOf(spec, isRestricted ? ['ALL'] : undefined),
    },
  }
}
