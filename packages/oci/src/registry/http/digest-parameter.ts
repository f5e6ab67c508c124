import { type Digest, isDigest } from '@fairlead/core'
import { RegistryFault } from '../fault.ts'

/** Throws DIGEST_INVALID for anything but a sha256 or sha512 digest. */
export function requireDigest(text: string | null): Digest {
  if (text !== null && isDigest(text)) return text
  const message =
    text === null ? 'the parameter digest is missing' : 'the digest is malformed or of an unknown algorithm'
  throw new RegistryFault('DIGEST_INVALID', { message })
}
