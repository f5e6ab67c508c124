import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Digest, Platform } from '@fairlead/core'
import { type LayerEntry, packTar } from './tar.ts'

/** What the image's config says. https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md */
export interface ImageSettings {
  readonly platform: Platform
  readonly entrypoint: readonly string[]
  readonly command?: readonly string[]
  readonly environment?: readonly string[]
  /** `8080/tcp`. */
  readonly exposedPorts?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
  /** `65532:65532`; root unless given. */
  readonly user?: string
}

export interface AssembledBlob {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
  readonly bytes: Uint8Array
}

export interface AssembledImage {
  /** Config first, then the layers from the bottom up. */
  readonly blobs: readonly AssembledBlob[]
  readonly manifest: AssembledBlob
}

const sha256 = (bytes: Uint8Array): Digest => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

const blob = (mediaType: string, bytes: Uint8Array): AssembledBlob => ({
  mediaType,
  digest: sha256(bytes),
  size: bytes.byteLength,
  bytes,
})

const json = (mediaType: string, value: unknown): AssembledBlob =>
  blob(mediaType, Buffer.from(JSON.stringify(value)))

/**
 * Builds an OCI image of one platform in memory, with neither a Docker engine nor a base image: for small images such
 * as the sample. The same input gives the same digest.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md
 */
export function assembleImage(
  layers: readonly (readonly LayerEntry[])[],
  settings: ImageSettings,
): AssembledImage {
  const tars = layers.map(packTar)
  const packed = tars.map((tar) =>
    blob('application/vnd.oci.image.layer.v1.tar+gzip', gzipSync(tar, { level: 1 })),
  )
  const config = json('application/vnd.oci.image.config.v1+json', {
    ...settings.platform,
    config: {
      Entrypoint: settings.entrypoint,
      ...(settings.command ? { Cmd: settings.command } : {}),
      ...(settings.environment ? { Env: settings.environment } : {}),
      ...(settings.user ? { User: settings.user } : {}),
      ...(settings.exposedPorts
        ? { ExposedPorts: Object.fromEntries(settings.exposedPorts.map((port) => [port, {}])) }
        : {}),
      ...(settings.labels ? { Labels: settings.labels } : {}),
    },
    rootfs: { type: 'layers', diff_ids: tars.map(sha256) },
    history: layers.map(() => ({ created_by: 'fairlead' })),
  })
  const describe = ({ mediaType, digest, size }: AssembledBlob) => ({ mediaType, digest, size })
  const manifest = json('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: describe(config),
    layers: packed.map(describe),
  })
  return { blobs: [config, ...packed], manifest }
}
