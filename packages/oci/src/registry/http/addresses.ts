import type { Digest } from '@fairlead/core'

/** Relative addresses, so that they hold behind whatever proxy the client came through. */
export const blobAddress = (repository: string, digest: Digest): string => `/v2/${repository}/blobs/${digest}`

export const manifestAddress = (repository: string, reference: string): string =>
  `/v2/${repository}/manifests/${reference}`

export const uploadAddress = (repository: string, id: string): string =>
  `/v2/${repository}/blobs/uploads/${id}`
