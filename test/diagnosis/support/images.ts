import { createHash } from 'node:crypto'
import { type Platform, parsePlatform } from '@fairlead/core'
import { OCI_INDEX } from '@fairlead/oci'
import { assembleImage } from '@fairlead/oci/assemble'
import type { Image } from './case-file.ts'

interface Stored {
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly digest: string
}

export interface StoredImage {
  readonly tags: readonly string[]
  /** By tag and by digest. */
  readonly manifests: ReadonlyMap<string, Stored>
  /** By digest. */
  readonly blobs: ReadonlyMap<string, Stored>
}

function readPlatform(text: string): Platform {
  const platform = parsePlatform(text)
  if (!platform) throw new Error(`"${text}" is no platform.`)
  return platform
}

/** Builds a real image, and loses what the case says is lost. */
export function storeImage(repository: string, { tags, platforms, lostManifests, lost }: Image): StoredImage {
  const manifests = new Map<string, Stored>()
  const blobs = new Map<string, Stored>()
  const children = platforms.map((text) => {
    const platform = readPlatform(text)
    const content = Buffer.from(`${repository} for ${text}`)
    const image = assembleImage([[{ path: '/content.txt', content }]], {
      platform,
      entrypoint: ['/content.txt'],
    })
    image.blobs.forEach((blob, place) => {
      if (lost !== (place === 0 ? 'config' : 'layer')) blobs.set(blob.digest, blob)
    })
    if (!lostManifests.includes(text)) manifests.set(image.manifest.digest, image.manifest)
    return { platform, manifest: image.manifest }
  })
  const [only] = children
  const top = children.length === 1 && only ? only.manifest : index(children)
  for (const name of [...tags, top.digest]) manifests.set(name, top)
  return { tags, manifests, blobs }
}

function index(
  children: readonly { readonly platform: Platform; readonly manifest: Stored & { size: number } }[],
): Stored {
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: children.map(({ platform, manifest: { mediaType, digest, size } }) => ({
        mediaType,
        digest,
        size,
        platform,
      })),
    }),
  )
  return { mediaType: OCI_INDEX, bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` }
}
