import { AppError } from '../errors.ts'

/** `algorithm:hex`. https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests */
export type Digest = `${DigestAlgorithm}:${string}`
export type DigestAlgorithm = 'sha256' | 'sha512'

const HEX_LENGTH: Record<DigestAlgorithm, number> = { sha256: 64, sha512: 128 }
const SHAPE = /^(sha256|sha512):([a-f0-9]+)$/

/** True for a sha256 or sha512 digest whose hexadecimal part is lower-case and of the right length. */
export function isDigest(text: string): text is Digest {
  const match = SHAPE.exec(text)
  return match !== null && match[2]?.length === HEX_LENGTH[match[1] as DigestAlgorithm]
}

/** Throws `image.reference_invalid` for anything that `isDigest` refuses. */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text
  throw new AppError(
    'image.reference_invalid',
    `"${text.slice(0, 160)}" is not a digest: expected "sha256:" and 64 lower-case hexadecimal characters.`,
    {
      issues: [
        {
          field: 'digest',
          problem: 'is not a digest',
          remedy: 'Copy it from the registry, as "sha256:<64 hex>".',
        },
      ],
    },
  )
}

export const digestAlgorithm = (digest: Digest): DigestAlgorithm =>
  digest.slice(0, digest.indexOf(':')) as DigestAlgorithm

export const digestHex = (digest: Digest): string => digest.slice(digest.indexOf(':') + 1)

/** `sha256:0123456789ab`: enough to recognize, short enough for a table. */
export const shortDigest = (digest: string): string => digest.slice(0, digest.indexOf(':') + 13)
