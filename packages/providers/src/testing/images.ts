import { createHash } from 'node:crypto'
import { type Digest, formatPlatform, type Platform, type Secret } from '@fairlead/core'
import { OCI_INDEX } from '@fairlead/oci'
import { type AssembledImage, assembleImage } from '@fairlead/oci/assemble'
import { createRegistryClient } from '@fairlead/oci/client'
import type { Fetch } from '@fairlead/oci/net'

export const AMD64: Platform = { os: 'linux', architecture: 'amd64' }
export const ARM64: Platform = { os: 'linux', architecture: 'arm64' }

const testImage = (platform: Platform, content: string): AssembledImage =>
  assembleImage([[{ path: '/content.txt', content: Buffer.from(content) }]], {
    platform,
    entrypoint: ['/content.txt'],
  })

export interface PushOptions {
  readonly url: string
  readonly fetch: Fetch
  /** Absent: anonymous. */
  readonly token?: Secret
  readonly repository: string
  readonly tag: string
  /** One makes an image, several an index. */
  readonly images: readonly { readonly platform: Platform; readonly image: AssembledImage }[]
}

/** One image for each platform; `content` makes them others than those of another tag. */
export const forPlatforms = (content: string, ...platforms: readonly Platform[]): PushOptions['images'] =>
  platforms.map((platform) => ({
    platform,
    image: testImage(platform, `${content} for ${formatPlatform(platform)}`),
  }))

/** Pushes as a container engine does: blobs, manifests, then the index with the tag. */
export async function pushImage({
  url,
  fetch,
  token,
  repository,
  tag,
  images,
}: PushOptions): Promise<Digest> {
  const credential = token && { username: 'pusher', password: token }
  const client = createRegistryClient({ url, fetch, credential })
  const { signal } = new AbortController()
  const single = images.length === 1
  for (const { image } of images) {
    for (const blob of image.blobs) {
      await client.pushBlob(repository, blob, () => ReadableStream.from([blob.bytes]), signal)
    }
    const { manifest } = image
    const reference = single ? tag : manifest.digest
    await client.pushManifest(repository, reference, manifest.bytes, manifest.mediaType, signal)
  }
  const index = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: images.map(({ platform, image: { manifest } }) => ({
        mediaType: manifest.mediaType,
        digest: manifest.digest,
        size: manifest.size,
        platform,
      })),
    }),
  )
  if (!single) await client.pushManifest(repository, tag, index, OCI_INDEX, signal)
  const [first] = images
  return single && first
    ? first.image.manifest.digest
    : `sha256:${createHash('sha256').update(index).digest('hex')}`
}
