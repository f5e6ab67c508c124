import {
  type Descriptor,
  OCI_CONFIG,
  OCI_INDEX,
  OCI_LAYER_GZIP,
  OCI_MANIFEST,
  sha256Digest,
} from '@fairlead/oci'

/** Bytes with the descriptor that names them. */
export interface Content {
  readonly bytes: Buffer
  readonly descriptor: Descriptor
}

export function content(mediaType: string, value: unknown): Content {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))
  return { bytes, descriptor: { mediaType, digest: sha256Digest(bytes), size: bytes.byteLength } }
}

export interface SampleImage {
  readonly config: Content
  readonly layer: Content
  readonly manifest: Content
}

/** A small image of one layer for a platform. */
export function sampleImage(architecture = 'amd64', variant?: string, size = 1000): SampleImage {
  const config = content(OCI_CONFIG, {
    os: 'linux',
    architecture,
    ...(variant ? { variant } : {}),
    created: '2026-01-02T03:04:05Z',
    config: {
      Entrypoint: ['/app'],
      Cmd: ['serve'],
      Env: ['A=b'],
      ExposedPorts: { '8080/tcp': {} },
      Labels: { 'org.opencontainers.image.source': 'https://github.com/acme/app' },
      User: '1000',
    },
    rootfs: { type: 'layers', diff_ids: [] },
  })
  const layer = content(OCI_LAYER_GZIP, Buffer.alloc(size, architecture))
  const manifest = content(OCI_MANIFEST, {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: config.descriptor,
    layers: [layer.descriptor],
  })
  return { config, layer, manifest }
}

/** An index of images, as `docker buildx` writes it: with an attestation that is no platform. */
export function sampleIndex(images: Readonly<Record<string, SampleImage>>): Content {
  const manifests = Object.entries(images).map(([name, { manifest }]) => {
    const [os, architecture, variant] = name.split('/')
    return { ...manifest.descriptor, platform: { os, architecture, ...(variant ? { variant } : {}) } }
  })
  const attestation = {
    ...content(OCI_MANIFEST, { attestation: true }).descriptor,
    platform: { os: 'unknown', architecture: 'unknown' },
  }
  return content(OCI_INDEX, {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: [...manifests, attestation],
  })
}
