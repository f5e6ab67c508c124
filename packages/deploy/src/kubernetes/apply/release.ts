import { gunzipSync, gzipSync } from 'node:zlib'
import type { ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import type { Place } from '../../manifests/names.ts'
import type { KubeObject } from '../connection/objects.ts'
import { placeOf } from '../render/place.ts'
import type { KubernetesContext } from '../settings.ts'
import { atHomeFirst } from './own-objects.ts'

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

/** Of the Secret, by which it is told apart from what people make. */
const TYPE = 'dev.fairlead/release'

const nameOf = ({ name }: Place): string => `${name}-release`

/** Undefined where no version of the service has served yet, or nobody can read what is there. */
export async function readRelease(
  { api, settings }: Pick<KubernetesContext, 'api' | 'settings'>,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<Release | undefined> {
  const own = nameOf(placeOf(service, settings))
  const stored = await atHomeFirst(settings, service, async (within) => {
    // By its label: a service that was renamed has the release of its old name until it is deployed again.
    const labelSelector = `${KEYS.service}=${service.id}`
    const selection = { ...within, labelSelector, fieldSelector: `type=${TYPE}` }
    const { items } = await api.list<StoredRelease>('Secret', selection, signal)
    return items.find(({ metadata }) => metadata.name === own) ?? items[0]
  })
  return parsed(stored?.data?.release)
}

/** Whether an object is where the release of a Deployment of this name is kept. */
export const isReleaseOf = (object: KubeObject, name: string): boolean =>
  isReleaseObject(object) && object.metadata.name === `${name}-release`

/** Whether an object is where a release is kept. */
export const isReleaseObject = (object: KubeObject): boolean => (object as { type?: unknown }).type === TYPE

/** The object that a release is kept in, to see whether it is there. */
export const releaseIn = (place: Place): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: nameOf(place), namespace: place.namespace },
})

/** A Secret, since manifests hold what people write into variables. */
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
    type: TYPE,
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
