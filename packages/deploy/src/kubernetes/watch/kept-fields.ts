import { KEYS } from '../../manifests/keys.ts'
import type { KubeObject, PodObject } from '../connection/objects.ts'

/** What of an object is kept for the status of its service. Of a pod, of which there are many, what says how it stands. */
export function keptFields(object: KubeObject): KubeObject {
  return object.kind === 'Pod' ? podFields(object as PodObject) : object
}

function podFields({ apiVersion, kind, metadata, spec, status }: PodObject): PodObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels } = metadata
  const service = labels?.[KEYS.service]
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      ...(service === undefined ? {} : { labels: { [KEYS.service]: service } }),
    },
    spec: {
      containers: spec.containers.map(({ name, readinessProbe }) => ({
        name,
        ...(readinessProbe ? { readinessProbe } : {}),
      })),
    },
    ...(status ? { status: statusFields(status) } : {}),
  }
}

function statusFields(status: NonNullable<PodObject['status']>): NonNullable<PodObject['status']> {
  const { phase, reason, message, conditions, containerStatuses } = status
  return {
    ...(phase === undefined ? {} : { phase }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(conditions ? { conditions } : {}),
    ...(containerStatuses ? { containerStatuses } : {}),
  }
}
