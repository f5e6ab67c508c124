import { pipeline } from 'node:stream/promises'
import { RegistryFault } from '../fault.ts'
import { send, writeHead } from './answer.ts'
import { ClientGone, isDisconnection } from './body.ts'
import type { Call, Handler } from './call.ts'
import { requireDigest } from './digest-parameter.ts'
import { parseRange } from './range.ts'

const blobHeaders = (digest: string) => ({
  'Content-Type': 'application/octet-stream',
  'Docker-Content-Digest': digest,
  ETag: `"${digest}"`,
  'Accept-Ranges': 'bytes',
})

/** Whether the Range counts: RFC 9110 §13.1.5 takes it away when If-Range names something else. */
function rangeHeader({ request }: Call, digest: string): string | undefined {
  const condition = request.headers['if-range']
  return condition === undefined || condition === `"${digest}"` ? request.headers.range : undefined
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-blobs */
export const getBlob: Handler = async (call) => {
  const { storage, route, behaviour, request, response } = call
  const digest = requireDigest(route.reference)
  const blob = await storage.blobs.get(route.repository, digest)
  if (blob === undefined) throw new RegistryFault('BLOB_UNKNOWN', { detail: { digest } })
  const elsewhere = await behaviour.blobRedirect?.(route.repository, digest, request)
  if (elsewhere !== undefined) {
    return send(call, 307, { Location: elsewhere, 'Docker-Content-Digest': digest })
  }
  const range = parseRange(rangeHeader(call, digest), blob.size)
  if (range === 'unsatisfiable') {
    throw new RegistryFault('SIZE_INVALID', {
      status: 416,
      message: `the blob has ${blob.size} bytes`,
      headers: { 'Content-Range': `bytes */${blob.size}` },
    })
  }
  const part = range === 'whole' ? undefined : range
  const opened = await storage.blobs.open(route.repository, digest, part)
  if (opened === undefined) throw new RegistryFault('BLOB_UNKNOWN', { detail: { digest } })
  const { start, end } = part ?? { start: 0, end: blob.size - 1 }
  try {
    writeHead(call, part ? 206 : 200, {
      ...blobHeaders(digest),
      'Content-Length': end - start + 1,
      ...(part ? { 'Content-Range': `bytes ${start}-${end}/${blob.size}` } : {}),
    })
    request.socket.setTimeout(call.idleTimeoutMs)
    await pipeline(opened.stream, response)
  } catch (error) {
    throw isDisconnection(error) ? new ClientGone('The client left', { cause: error }) : error
  } finally {
    // A pipeline into an answer whose client left before it began does not touch the file.
    opened.stream.destroy()
  }
}

export const headBlob: Handler = async (call) => {
  const { storage, route } = call
  const digest = requireDigest(route.reference)
  const blob = await storage.blobs.get(route.repository, digest)
  if (blob === undefined) throw new RegistryFault('BLOB_UNKNOWN', { detail: { digest } })
  send(call, 200, { ...blobHeaders(digest), 'Content-Length': blob.size })
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#deleting-blobs */
export const deleteBlob: Handler = async (call) => {
  const { storage, route, behaviour } = call
  if (behaviour.blobDelete === false) throw new RegistryFault('UNSUPPORTED')
  const digest = requireDigest(route.reference)
  if (!(await storage.blobs.delete(route.repository, digest))) {
    throw new RegistryFault('BLOB_UNKNOWN', { detail: { digest } })
  }
  send(call, 202, {})
}
