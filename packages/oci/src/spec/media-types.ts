// https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
export const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar'
export const OCI_LAYER_GZIP = 'application/vnd.oci.image.layer.v1.tar+gzip'
export const OCI_LAYER_ZSTD = 'application/vnd.oci.image.layer.v1.tar+zstd'
export const OCI_EMPTY = 'application/vnd.oci.empty.v1+json'

// https://distribution.github.io/distribution/spec/manifest-v2-2/
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
export const DOCKER_MANIFEST_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
export const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json'
export const DOCKER_LAYER_GZIP = 'application/vnd.docker.image.rootfs.diff.tar.gzip'
export const DOCKER_FOREIGN_LAYER = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'

/** Every manifest that Fairlead reads, as an `Accept` header wants it: a registry answers 404 to a type left out. */
export const MANIFEST_MEDIA_TYPES = [OCI_INDEX, OCI_MANIFEST, DOCKER_MANIFEST_LIST, DOCKER_MANIFEST] as const

export const isIndexMediaType = (mediaType: string): boolean =>
  mediaType === OCI_INDEX || mediaType === DOCKER_MANIFEST_LIST

export const isManifestMediaType = (mediaType: string): boolean =>
  mediaType === OCI_MANIFEST || mediaType === DOCKER_MANIFEST

/** A config that describes a container image, and not that of another artifact such as a Helm chart. */
export const isImageConfigMediaType = (mediaType: string): boolean =>
  mediaType === OCI_CONFIG || mediaType === DOCKER_CONFIG

/**
 * True for a layer that a registry need not hold, because clients fetch it elsewhere.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#non-distributable-layers
 */
export const isForeignLayer = (mediaType: string): boolean =>
  mediaType === DOCKER_FOREIGN_LAYER ||
  mediaType.startsWith('application/vnd.oci.image.layer.nondistributable.')

/** The media type of a `Content-Type` header without its parameters, lower-case; empty when there is none. */
export const bareMediaType = (contentType: string | null | undefined): string =>
  (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
