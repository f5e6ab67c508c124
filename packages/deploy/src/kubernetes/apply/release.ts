import { gunzipSync, gzipSync } from 'node:zlib'
import type { ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import type { Place } from '../../manifests/names.ts'
import type { KubeObject } from '../connection/objects.ts'
import type { KubernetesContext } from '../settings.ts'

/** The last version of a service that served: what a deployment that fails goes back to. */
export interface Release {
  readonly deploymentId: string
  /** No pods were asked for since. */
  readonly stopped: boolean
  /** As they were applied, in that order. */
  readonly objects: readonly KubeObject[]
}

interface StoredRelease extends KubeObject {
  readonly data?: { readonly release?: string }
}

const nameOf = ({ name }: Place): string => `${name}-release`

/** Undefined where no version of the service has served yet, or nobody can read what is there. */
export async function readRelease(
  { api }: Pick<KubernetesContext, 'api'>,
  service: ServiceIdentity,
  place: Place,
  signal: AbortSignal,
): Promise<Release | undefined> {
  const stored = await api.get<StoredRelease>('Secret', place.namespace, nameOf(place), signal)
  if (stored?.metadata.labels?.[KEYS.service] !== service.id) return undefined
  return parsed(stored.data?.release)
}

/** A Secret, since manifests hold what people write into variables. It is told apart from theirs by its type. */
export function releaseObject(service: ServiceIdentity, place: Place, release: Release): KubeObject {
  const packed = gzipSync(JSON.stringify(release))
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: nameOf(place),
      namespace: place.namespace,
      labels: {
        'app.kubernetes.io/managed-by': 'fairlead',
        [KEYS.service]: service.id,
        [KEYS.environment]: service.environmentId,
        [KEYS.organization]: service.organizationId,
      },
    },
    type: 'dev.fairlead/release',
    data: { release: packed.toString('base64') },
  } as KubeObject
}

function parsed(text: string | undefined): Release | undefined {
  if (text === undefined) return undefined
  try {
    const release: unknown = JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString())
    return isRelease(release) ? release : undefined
  } catch {
    return undefined
  }
}

const isRelease = (value: unknown): value is Release =>
  typeof value === 'object' && value !== null && 'objects' in value && Array.isArray(value.objects)
