import type { Clock } from '@fairlead/core'
import type { RegistryBehaviour } from '@fairlead/oci/registry'
import { makeRequestId } from '../http/request-id.ts'
import type { BlobLinks } from './blob-links.ts'

/** How ghcr.io differs from what the distribution spec asks for or prefers, as its users met it. */
export const ghcrBehaviour = (links: BlobLinks, clock: Clock): RegistryBehaviour => ({
  // Singular, and relative.
  uploadPath: (repository, id) => `/v2/${repository}/blobs/upload/${id}`,
  tagOrder: 'oldest-first',
  tagPageSize: 100,
  tagPageLimit: 1000,
  referrers: false,
  manifestDelete: false,
  blobDelete: false,
  uploadCancel: false,
  maxChunkBytes: 4 * 1024 * 1024,
  strictAccept: true,
  blobRedirect: links.redirect,
  headers: () => ({ 'X-GitHub-Request-Id': makeRequestId(clock) }),
})
