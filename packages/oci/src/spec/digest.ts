import { createHash } from 'node:crypto'
import { type Digest, type DigestAlgorithm, digestAlgorithm } from '@fairlead/core'

/** Digest of bytes that are at hand. */
export const digestOf = (algorithm: DigestAlgorithm, bytes: Uint8Array): Digest =>
  `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`

export const sha256Digest = (bytes: Uint8Array): Digest => digestOf('sha256', bytes)

/** Whether the bytes are those that the digest names, by the digest's own algorithm. */
export const matchesDigest = (digest: Digest, bytes: Uint8Array): boolean =>
  digestOf(digestAlgorithm(digest), bytes) === digest

/** A digest that grows with a stream. */
export interface Digester {
  update(bytes: Uint8Array): void
  /** Ends the digest: call it once, last. */
  digest(): Digest
}

/** For hashing in the pass that moves the bytes. */
export function createDigester(algorithm: DigestAlgorithm = 'sha256'): Digester {
  const hash = createHash(algorithm)
  return {
    update: (bytes) => {
      hash.update(bytes)
    },
    digest: () => `${algorithm}:${hash.digest('hex')}`,
  }
}
