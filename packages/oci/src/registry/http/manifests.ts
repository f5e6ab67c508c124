import { type Digest, isDigest, isTag } from '@fairlead/core'
import { bareMediaType, isIndexMediaType } from '../../spec/index.ts'
import { RegistryFault } from '../fault.ts'
import { pushManifest } from '../push-manifest.ts'
import { accepts } from './accept.ts'
import { manifestAddress } from './addresses.ts'
import { send } from './answer.ts'
import { readWhole } from './body.ts'
import type { Call, Handler } from './call.ts'

const MAX_MANIFEST_BYTES = 4 * 1024 * 1024
const MAX_TAG_PARAMETERS = 100

/** The digest that a tag or digest of the address stands for. Throws MANIFEST_UNKNOWN, DIGEST_INVALID. */
async function resolve({ storage, route: { repository, reference } }: Call): Promise<Digest> {
  if (isDigest(reference)) return reference
  if (reference.includes(':'))
    throw new RegistryFault('DIGEST_INVALID', { message: 'the digest is malformed' })
  const tag = isTag(reference) ? await storage.tags.get(repository, reference) : undefined
  if (tag === undefined) throw new RegistryFault('MANIFEST_UNKNOWN', { detail: { tag: reference } })
  return tag.digest
}

function checkAccept({ request, behaviour }: Call, mediaType: string): void {
  if (!behaviour.strictAccept || accepts(request.headers.accept, mediaType)) return
  const found = isIndexMediaType(mediaType) ? 'OCI index' : 'OCI manifest'
  const taken = isIndexMediaType(mediaType) ? 'OCI indexes' : 'OCI manifests'
  throw new RegistryFault('MANIFEST_UNKNOWN', {
    message: `${found} found, but Accept header does not support ${taken}`,
  })
}

/** GET and HEAD. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
export const getManifest: Handler = async (call) => {
  const { storage, route, request } = call
  const digest = await resolve(call)
  const manifest = await storage.manifests.read(route.repository, digest)
  if (manifest === undefined) throw new RegistryFault('MANIFEST_UNKNOWN', { detail: { digest } })
  checkAccept(call, manifest.mediaType)
  const etag = `"${digest}"`
  const headers = { 'Content-Type': manifest.mediaType, 'Docker-Content-Digest': digest, ETag: etag }
  const known = request.headers['if-none-match']?.split(',').some((tag) => tag.trim() === etag)
  if (known) return send(call, 304, headers)
  send(call, 200, headers, manifest.bytes)
}

export const putManifest: Handler = async (call) => {
  const { storage, clock, route, request, behaviour } = call
  const bytes = await readWhole(request, behaviour.maxManifestBytes ?? MAX_MANIFEST_BYTES, call.idleTimeoutMs)
  const tags = route.query.getAll('tag')
  if (tags.length > MAX_TAG_PARAMETERS) {
    throw new RegistryFault('MANIFEST_INVALID', {
      status: 414,
      message: `more than ${MAX_TAG_PARAMETERS} tags`,
    })
  }
  const { digest, subject, events } = await pushManifest(storage, clock, {
    repository: route.repository,
    reference: route.reference,
    bytes,
    mediaType: bareMediaType(request.headers['content-type']),
    tags,
    sparse: behaviour.sparseManifests ?? false,
  })
  for (const event of events) await call.onPush(event)
  send(call, 201, {
    Location: manifestAddress(route.repository, digest),
    'Docker-Content-Digest': digest,
    ...(subject && behaviour.referrers !== false ? { 'OCI-Subject': subject } : {}),
    ...(tags.length > 0 ? { 'OCI-Tag': tags } : {}),
  })
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#content-management */
export const deleteManifest: Handler = async (call) => {
  const { storage, route, behaviour } = call
  if (behaviour.manifestDelete === false) throw new RegistryFault('UNSUPPORTED')
  const { repository, reference } = route
  const digest = await resolve(call)
  const found = isDigest(reference)
    ? await storage.manifests.delete(repository, digest)
    : await storage.tags.delete(repository, reference)
  if (!found) throw new RegistryFault('MANIFEST_UNKNOWN', { detail: { reference } })
  send(call, 202, {})
}
