import type { ErrorCode } from '../errors.ts'

/** What an image, its registry or the credential may be at fault for; any other error is our own or the database's. */
export const IMAGE_FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'image.not_found',
  'image.platform_missing',
  'image.digest_mismatch',
  'credential.refused',
  'credential.denied',
  'registry.unreachable',
  'registry.bad_answer',
  'registry.rate_limited',
  'secret.unreadable',
  'egress.denied',
])
