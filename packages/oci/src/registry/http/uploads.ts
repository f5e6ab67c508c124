import { digestAlgorithm } from '@fairlead/core'
import { RegistryFault } from '../fault.ts'
import { isRepositoryName } from '../names.ts'
import type { StoredBlob, UploadSession } from '../storage.ts'
import { blobAddress, uploadAddress } from './addresses.ts'
import { send } from './answer.ts'
import { contentLength, hasBody, receive } from './body.ts'
import type { Call, Handler } from './call.ts'
import { requireDigest } from './digest-parameter.ts'
import { parseChunkRange, receivedRange } from './range.ts'

function sessionHeaders({ behaviour }: Call, { repository, id, size }: UploadSession) {
  return {
    Location: behaviour.uploadPath?.(repository, id) ?? uploadAddress(repository, id),
    'Docker-Upload-Uuid': id,
    Range: receivedRange(size),
  }
}

const sendCreated = (call: Call, { digest }: StoredBlob): void =>
  send(call, 201, {
    Location: blobAddress(call.route.repository, digest),
    'Docker-Content-Digest': digest,
  })

/** `MiB` with two decimals, as ghcr.io writes its limit. */
const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(2)}MiB`

const body = ({ request, idleTimeoutMs }: Call) => receive(request, idleTimeoutMs)

async function findMountable({
  storage,
  behaviour,
  route,
  refusalOf,
}: Call): Promise<StoredBlob | undefined> {
  const digest = requireDigest(route.query.get('mount'))
  const from = route.query.get('from')
  const mountFrom = async (source: string) =>
    (await refusalOf({ action: 'pull', repository: source })) === undefined
      ? storage.blobs.mount(route.repository, digest, source)
      : undefined
  if (from !== null) return isRepositoryName(from) ? mountFrom(from) : undefined
  if (behaviour.anonymousMount === false) return undefined
  for await (const holder of storage.blobs.holders(digest)) {
    const mounted = await mountFrom(holder)
    if (mounted) return mounted
  }
  return undefined
}

/**
 * Starts an upload, or spares it: a mount, or the whole blob in this one request.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs
 */
export const startUpload: Handler = async (call) => {
  const { storage, route, request } = call
  if (route.query.has('mount')) {
    const mounted = await findMountable(call)
    if (mounted) return sendCreated(call, mounted)
  } else if (route.query.has('digest')) {
    const digest = requireDigest(route.query.get('digest'))
    return sendCreated(call, await storage.blobs.put(route.repository, body(call), digest))
  }
  // Some clients send a body along with a mount that they hope for; it is not part of the upload.
  if (!route.query.has('mount') && hasBody(request)) {
    throw new RegistryFault('BLOB_UPLOAD_INVALID', {
      message: 'a POST with content needs the parameter digest',
    })
  }
  const session = await storage.uploads.start(route.repository)
  send(call, 202, sessionHeaders(call, session))
}

async function requireSession({ storage, route }: Call): Promise<UploadSession> {
  const session = await storage.uploads.get(route.repository, route.reference)
  if (session === undefined) throw new RegistryFault('BLOB_UPLOAD_UNKNOWN')
  return session
}

export const uploadStatus: Handler = async (call) =>
  send(call, 204, sessionHeaders(call, await requireSession(call)))

/** Checks what a chunk says about itself against the session. Gives where it begins, if it says so. */
function chunkOffset(call: Call, session: UploadSession): number | undefined {
  const header = call.request.headers['content-range']
  if (header === undefined) return undefined
  const refuse = (message: string, status: number) =>
    new RegistryFault('BLOB_UPLOAD_INVALID', { status, message, headers: sessionHeaders(call, session) })
  const range = parseChunkRange(header)
  if (range === undefined) throw refuse('the Content-Range is malformed: expected <first>-<last>', 400)
  const length = contentLength(call.request)
  if (length !== undefined && length !== range.end - range.start + 1) {
    throw new RegistryFault('SIZE_INVALID', { message: 'Content-Range and Content-Length differ' })
  }
  const limit = call.behaviour.maxChunkBytes
  if (limit !== undefined && range.end - range.start + 1 > limit) {
    throw new RegistryFault('REQUESTED_RANGE_NOT_SATISFIABLE', {
      message: `the request body is too large and exceeds the maximum permissible limit of ${mebibytes(limit)}`,
    })
  }
  if (range.start !== session.size) {
    throw refuse(`the upload goes on at byte ${session.size}, not ${range.start}`, 416)
  }
  return range.start
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-in-chunks */
export const uploadChunk: Handler = async (call) => {
  const { storage, route } = call
  const before = await requireSession(call)
  const offset = chunkOffset(call, before)
  const session = await storage.uploads.append(route.repository, route.reference, body(call), {
    ...(offset === undefined ? {} : { offset }),
  })
  send(call, 202, sessionHeaders(call, session))
}

/** Ends an upload, with its last chunk or with the whole blob if there is a body. */
export const commitUpload: Handler = async (call) => {
  const { storage, route, request } = call
  const digest = requireDigest(route.query.get('digest'))
  const before = await requireSession(call)
  const offset = chunkOffset(call, before)
  if (hasBody(request)) {
    await storage.uploads.append(route.repository, route.reference, body(call), {
      ...(offset === undefined ? {} : { offset }),
      algorithm: digestAlgorithm(digest),
    })
  }
  sendCreated(call, await storage.uploads.commit(route.repository, route.reference, digest))
}

export const cancelUpload: Handler = async (call) => {
  const { storage, route, behaviour } = call
  if (behaviour.uploadCancel === false) throw new RegistryFault('UNSUPPORTED')
  if (!(await storage.uploads.cancel(route.repository, route.reference))) {
    throw new RegistryFault('BLOB_UPLOAD_UNKNOWN')
  }
  send(call, 204, {})
}
