import type { Volume, Workload } from '@fairlead/core'
import { labelsOf } from './deployment-manifest.ts'
import { claimName, type Place, usualPlace } from './names.ts'

interface ClaimChange {
  /** Undefined: the cluster's default class. */
  readonly storageClass?: string | undefined
  readonly annotations?: Readonly<Record<string, string>>
}

/** The claims behind a service's volumes, each of one node at a time, as any storage offers it. */
export const claimManifests = (
  workload: Workload,
  place: Place = usualPlace(workload.service),
  change: ClaimChange = {},
): object[] => workload.spec.volumes.map((volume) => claim(workload, volume, place, change))

function claim(workload: Workload, volume: Volume, place: Place, change: ClaimChange): object {
  const { storageClass, annotations } = change
  const { 'app.kubernetes.io/version': _ofImage, ...labels } = labelsOf(workload)
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: claimName(workload.service, volume),
      namespace: place.namespace,
      labels,
      ...(annotations ? { annotations } : {}),
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
      resources: { requests: { storage: `${volume.sizeGib}Gi` } },
    },
  }
}
