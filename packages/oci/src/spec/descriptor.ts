import { AppError, type Digest, isDigest, type Platform } from '@fairlead/core'
import { isObject, textIn, textMapIn, textsIn } from './json-shape.ts'

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  /** Bytes. */
  readonly size: number
  readonly artifactType?: string
  readonly platform?: Platform
  readonly annotations?: Readonly<Record<string, string>>
  readonly urls?: readonly string[]
}

/** `registry.bad_answer` about content that breaks its spec; the message is one sentence that names the fault. */
export const malformed = (problem: string): AppError => new AppError('registry.bad_answer', problem)

/** The platform object of a descriptor or config; undefined unless it names both system and architecture. */
export function parsePlatformObject(value: unknown): Platform | undefined {
  if (!isObject(value)) return undefined
  const { os, architecture, variant } = value
  if (typeof os !== 'string' || typeof architecture !== 'string' || os === '' || architecture === '') {
    return undefined
  }
  return { os, architecture, ...(typeof variant === 'string' && variant !== '' ? { variant } : {}) }
}

/**
 * Reads a descriptor, forgiving fields that it does not need. Throws `registry.bad_answer` whose message names
 * `place` (such as `layers[2]`) where media type, digest or size is missing or malformed.
 */
export function parseDescriptor(value: unknown, place: string): Descriptor {
  if (!isObject(value)) throw malformed(`${place} is not a descriptor.`)
  const { mediaType, digest, size } = value
  if (typeof mediaType !== 'string' || mediaType === '') throw malformed(`${place} has no mediaType.`)
  if (typeof digest !== 'string' || !isDigest(digest)) {
    throw malformed(`${place} has no sha256 or sha512 digest of the right form.`)
  }
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw malformed(`${place} has no size in bytes.`)
  }
  const artifactType = textIn(value.artifactType)
  const platform = parsePlatformObject(value.platform)
  const urls = textsIn(value.urls)
  return {
    mediaType,
    digest,
    size,
    ...(artifactType ? { artifactType } : {}),
    ...(platform ? { platform } : {}),
    ...(isObject(value.annotations) ? { annotations: textMapIn(value.annotations) } : {}),
    ...(urls.length > 0 ? { urls } : {}),
  }
}
