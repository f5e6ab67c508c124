import {
  AppError,
  checkRepository,
  type Digest,
  digestAlgorithm,
  isAppError,
  isDigest,
  isTag,
} from '@fairlead/core'
import {
  bareMediaType,
  type Descriptor,
  digestOf,
  isIndexMediaType,
  isManifestMediaType,
  MANIFEST_MEDIA_TYPES,
  parseManifest,
  repositoryScope,
} from '../spec/index.ts'
import { type Call, createCall } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import { badAnswer, mismatch } from './failure.ts'
import type { Messenger, RegistryRequest } from './messenger.ts'
import { contentLength, readAnswer } from './read-answer.ts'
import { type Answer, discard } from './transport.ts'
import type { FetchedManifest } from './types.ts'

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests: what registries take. */
const MAX_MANIFEST = 4 * 1024 * 1024

const ACCEPT = MANIFEST_MEDIA_TYPES.join(', ')

/** Throws `image.reference_invalid` unless it is a tag or a digest: nothing else may become part of a path. */
function checkReference(reference: string): void {
  if (isTag(reference) || isDigest(reference)) return
  const problem = 'is neither a tag nor a digest'
  const remedy = 'Write a tag such as 1.4, or a digest as "sha256:<64 hex>".'
  throw new AppError('image.reference_invalid', `"${reference.slice(0, 160)}" ${problem}. ${remedy}`, {
    issues: [{ field: 'reference', problem, remedy }],
  })
}

/** Reads and writes manifests. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
export function createManifests({ endpoint, messenger }: { endpoint: Endpoint; messenger: Messenger }) {
  function reading(method: 'GET' | 'HEAD', repository: string, reference: string): RegistryRequest {
    checkRepository(repository)
    checkReference(reference)
    return {
      method,
      url: endpoint.at(`${repository}/manifests/${reference}`),
      headers: { accept: ACCEPT },
      scopes: [repositoryScope(repository, 'pull')],
      intent: `pull ${repository}${isDigest(reference) ? '@' : ':'}${reference}`,
      repeatable: true,
    }
  }

  function headerDigest(answer: Answer): Digest | undefined {
    const text = answer.headers.get('docker-content-digest')?.trim() ?? ''
    return isDigest(text) ? text : undefined
  }

  /** The digest that the content must have, by who asked or else by the registry; checked. */
  function checkedDigest(bytes: Uint8Array, reference: string, answer: Answer, call: Call): Digest {
    const given = headerDigest(answer)
    const expected = isDigest(reference) ? reference : given
    if (expected === undefined) return digestOf('sha256', bytes)
    const found = digestOf(digestAlgorithm(expected), bytes)
    if (found !== expected) throw mismatch(`The manifest that ${answer.url.host} sent`, expected, found, call)
    return expected
  }

  async function read(repository: string, reference: string, call: Call): Promise<FetchedManifest> {
    const answer = await messenger.expect([200], reading('GET', repository, reference), call)
    if (answer.isWebPage) {
      discard(answer)
      throw badAnswer(`${answer.url.host} answered with a web page: it is not a registry here.`, call, answer)
    }
    const bytes = await readAnswer(answer, MAX_MANIFEST, call)
    const digest = checkedDigest(bytes, reference, answer, call)
    try {
      const content = parseManifest(bytes, answer.headers.get('content-type') ?? '')
      const descriptor = { mediaType: content.mediaType, digest, size: bytes.byteLength }
      return { descriptor, bytes, content }
    } catch (error) {
      if (!isAppError(error)) throw error
      throw badAnswer(`${answer.url.host} sent no usable manifest. ${error.message}`, call, {
        status: answer.status,
        cause: error,
      })
    }
  }

  /** The descriptor as far as HEAD tells it in full. */
  function described(answer: Answer, reference: string): Descriptor | undefined {
    const digest = headerDigest(answer)
    const size = contentLength(answer)
    const mediaType = bareMediaType(answer.headers.get('content-type'))
    if (digest === undefined || size === undefined || size === 0) return undefined
    if (!isIndexMediaType(mediaType) && !isManifestMediaType(mediaType)) return undefined
    if (isDigest(reference) && reference !== digest) return undefined
    return { mediaType, digest, size }
  }

  return {
    manifest: async (repository: string, reference: string, signal: AbortSignal) =>
      read(repository, reference, createCall(signal)),

    async resolve(repository: string, reference: string, signal: AbortSignal): Promise<Descriptor> {
      const call = createCall(signal)
      const request = reading('HEAD', repository, reference)
      const answer = await messenger.send(request, call)
      const found = answer.status === 200 ? described(answer, reference) : undefined
      if (found !== undefined) return found
      // Asking again would tell nothing more: it would be one bad login more, or one request where they are too many.
      if (answer.status === 401 || answer.status === 429 || answer.status >= 500)
        throw messenger.failure(answer, request, call)
      discard(answer)
      // HEAD has no body: neither the reason of a refusal nor, where headers are missing, the content to hash.
      return (await read(repository, reference, call)).descriptor
    },

    async pushManifest(
      repository: string,
      reference: string,
      bytes: Uint8Array,
      mediaType: string,
      signal: AbortSignal,
    ): Promise<Digest> {
      checkRepository(repository)
      checkReference(reference)
      const call = createCall(signal)
      const digest = digestOf(isDigest(reference) ? digestAlgorithm(reference) : 'sha256', bytes)
      if (isDigest(reference) && reference !== digest) throw mismatch('The manifest', reference, digest, call)
      const request: RegistryRequest = {
        method: 'PUT',
        url: endpoint.at(`${repository}/manifests/${reference}`),
        headers: { 'content-type': mediaType },
        body: () => bytes,
        scopes: [repositoryScope(repository, 'pull', 'push')],
        intent: `push to ${repository}`,
        repeatable: true,
      }
      const answer = await messenger.expect([200, 201, 202], request, call)
      discard(answer)
      const stored = headerDigest(answer)
      if (stored !== undefined && digestAlgorithm(stored) === digestAlgorithm(digest) && stored !== digest) {
        throw mismatch(`The manifest that ${answer.url.host} stored`, digest, stored, call)
      }
      return digest
    },
  }
}
