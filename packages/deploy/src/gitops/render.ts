import type { ServiceIdentity, Workload } from '@fairlead/core'
import { autoscalerManifest } from '../manifests/autoscaler-manifest.ts'
import { claimManifests } from '../manifests/claim-manifests.ts'
import { deploymentManifest } from '../manifests/deployment-manifest.ts'
import { namespaceOf } from '../manifests/names.ts'
import { namespaceManifest } from '../manifests/namespace-manifest.ts'
import { clusterServiceManifest, publicServiceManifest } from '../manifests/service-manifests.ts'
import { yamlText } from '../manifests/yaml-text.ts'
import { readmeText } from './readme.ts'

/** Every file that a service's folder can hold of ours. What else is in there belongs to somebody else. */
export const SERVICE_FILES = [
  'README.md',
  'autoscaler.yaml',
  'deployment.yaml',
  'kustomization.yaml',
  'service-public.yaml',
  'service.yaml',
  'volumes.yaml',
] as const

export type ServiceFile = (typeof SERVICE_FILES)[number]

/** The files of a service, by name: the same bytes for the same workload. Holds no secret. */
export function renderService(workload: Workload): ReadonlyMap<ServiceFile, string> {
  const manifests: readonly (readonly [ServiceFile, object | undefined])[] = [
    ['autoscaler.yaml', autoscalerManifest(workload)],
    ['deployment.yaml', deploymentManifest(workload)],
    ['service-public.yaml', publicServiceManifest(workload)],
    ['service.yaml', clusterServiceManifest(workload)],
  ]
  const claims = claimManifests(workload, undefined, { annotations: KEPT })
  const texts = manifests.flatMap(([file, manifest]) =>
    manifest ? [[file, yamlText(manifest)] as const] : [],
  )
  const present: readonly (readonly [ServiceFile, string])[] =
    claims.length === 0 ? texts : [...texts, ['volumes.yaml', claims.map(yamlText).join('---\n')]]
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: namespaceOf(workload.service),
    resources: present.map(([file]) => file),
  }
  return new Map<ServiceFile, string>([
    ['README.md', readmeText(workload)],
    ...present,
    ['kustomization.yaml', yamlText(kustomization)],
  ])
}

/** A controller leaves them in the cluster whatever becomes of the folder: whoever takes a file away does not mean the data. */
const KEPT = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
}

/**
 * The environment's Namespace. It lies beside the services' folders and not in them, and controllers are told never
 * to prune it: taking one service away must not take the others' namespace with it.
 */
export const renderNamespace = (service: ServiceIdentity): string =>
  yamlText(
    namespaceManifest(service, {
      annotations: {
        'argocd.argoproj.io/sync-options': 'Prune=false',
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
      },
    }),
  )
