import type { Platform } from '@fairlead/core'
import { type Descriptor, malformed, parseDescriptor } from './descriptor.ts'
import { isObject, type JsonObject, jsonObject, textIn, textMapIn } from './json-shape.ts'
import {
  bareMediaType,
  DOCKER_MANIFEST,
  isIndexMediaType,
  isManifestMediaType,
  OCI_INDEX,
  OCI_MANIFEST,
} from './media-types.ts'

interface ManifestFacts {
  readonly mediaType: string
  readonly artifactType?: string
  /** What this one refers to, such as the image that a signature signs. */
  readonly subject?: Descriptor
  readonly annotations?: Readonly<Record<string, string>>
}

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md */
export interface ImageManifest extends ManifestFacts {
  readonly kind: 'image'
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
}

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md */
export interface ImageIndex extends ManifestFacts {
  readonly kind: 'index'
  readonly manifests: readonly Descriptor[]
}

export type Manifest = ImageManifest | ImageIndex

const isKnown = (mediaType: string): boolean => isIndexMediaType(mediaType) || isManifestMediaType(mediaType)

/**
 * The media type that a manifest has. A body that fits two types at once, or that contradicts its Content-Type, is
 * refused: two clients would read two different images from one digest.
 * https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
 */
function manifestMediaType(body: JsonObject, contentType: string): string {
  const declared = textIn(body.mediaType) ?? ''
  if (declared !== '' && isKnown(contentType) && declared !== contentType) {
    throw malformed(`The manifest says that it is ${declared}, but was given as ${contentType}.`)
  }
  const hasImage = body.config !== undefined || body.layers !== undefined
  const hasIndex = body.manifests !== undefined
  if (hasImage && hasIndex)
    throw malformed('The manifest has the fields of an image and of an index at once.')
  const named = declared || (isKnown(contentType) ? contentType : '')
  if (isKnown(named)) return named
  if (named !== '')
    throw malformed(`The manifest has the media type ${named.slice(0, 160)}, which is not supported.`)
  if (body.schemaVersion === 1) throw malformed('The manifest is of Docker schema 1, which is not supported.')
  if (hasIndex) return OCI_INDEX
  if (hasImage) return OCI_MANIFEST
  throw malformed('The manifest is neither an image nor an index.')
}

function descriptors(value: unknown, field: string): readonly Descriptor[] {
  if (!Array.isArray(value)) throw malformed(`The manifest's ${field} is not a list.`)
  return value.map((item: unknown, position) => parseDescriptor(item, `The manifest's ${field}[${position}]`))
}

/**
 * Reads an image manifest or index, OCI's or Docker's (schema 2), forgiving what it does not need.
 * `mediaType` is the Content-Type it came with, parameters and all; empty when there was none.
 * Throws `registry.bad_answer`, whose message names the fault, for anything else.
 */
export function parseManifest(bytes: Uint8Array, mediaType = ''): Manifest {
  const body = jsonObject(bytes)
  if (body === undefined) throw malformed('The manifest is not a JSON object.')
  const type = manifestMediaType(body, bareMediaType(mediaType))
  const artifactType = textIn(body.artifactType)
  const facts: ManifestFacts = {
    mediaType: type,
    ...(artifactType ? { artifactType } : {}),
    ...(body.subject == null ? {} : { subject: parseDescriptor(body.subject, "The manifest's subject") }),
    ...(isObject(body.annotations) ? { annotations: textMapIn(body.annotations) } : {}),
  }
  if (isIndexMediaType(type)) {
    return { ...facts, kind: 'index', manifests: descriptors(body.manifests, 'manifests') }
  }
  return {
    ...facts,
    kind: 'image',
    config: parseDescriptor(body.config, "The manifest's config"),
    // Artifacts that keep everything in the config were written with `layers: null` by early tools.
    layers: body.layers === null && type !== DOCKER_MANIFEST ? [] : descriptors(body.layers, 'layers'),
  }
}

/** Platforms that an index offers. Attestations (`unknown/unknown`) are none. */
export const indexPlatforms = (index: ImageIndex): readonly Platform[] =>
  index.manifests.flatMap(({ platform }) => (platform && platform.os !== 'unknown' ? [platform] : []))

/** The manifests of an index with the platforms that they are for, those of `indexPlatforms`. */
export const indexManifests = (index: ImageIndex) =>
  index.manifests.flatMap(({ platform, digest, mediaType, size }) =>
    platform && platform.os !== 'unknown' ? [{ platform, digest, mediaType, size }] : [],
  )
