import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { type Clock, type Digest, isDigest } from '@fairlead/core'
import type { ByteRange, Storage } from '@fairlead/oci/registry'
import { requestAuthority } from '../http/host.ts'
import { sendText } from '../http/json.ts'
import type { Signer } from './signature.ts'

export const BLOB_PATH = '/_blobs/'
const LIFETIME_MS = 10 * 60_000

// Another name of the same machine makes it another origin: clients drop their credentials on the way, or are caught.
const OTHER_NAME: Readonly<Record<string, string>> = {
  localhost: '127.0.0.1',
  '127.0.0.1': 'localhost',
  '[::1]': 'localhost',
}

/** Blobs come from signed addresses of another host, as ghcr.io's come from pkg-containers.githubusercontent.com. */
export interface BlobLinks {
  /** Undefined where the client reached the twin by a name of which no second one is known: then it answers itself. */
  redirect(repository: string, digest: Digest, request: IncomingMessage): string | undefined
  serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>
}

export function createBlobLinks(signer: Signer, storage: Storage, clock: Clock): BlobLinks {
  return {
    redirect: (repository, digest, request) => {
      const { hostname, port } = new URL(`http://${requestAuthority(request)}`)
      const other = OTHER_NAME[hostname]
      if (other === undefined) return undefined
      const path = `${BLOB_PATH}${repository}/${digest}`
      const expires = String(clock.now().getTime() + LIFETIME_MS)
      const query = new URLSearchParams({ se: expires, sig: signer.sign('blob', `${path}\n${expires}`) })
      return `http://${other}${port ? `:${port}` : ''}${path}?${query}`
    },
    serve: async (request, response, url) => {
      const refuse = (status: number, text: string) =>
        sendText(response, status, { 'Content-Type': 'text/plain' }, `${text}\n`)
      // Object stores refuse a request that is authorized twice; it also tells who leaks credentials.
      if (request.headers.authorization !== undefined) {
        return refuse(400, 'InvalidAuthenticationInfo: Authorization must not be sent to a signed address.')
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'MethodNotAllowed')
      const path = decodeURIComponent(url.pathname)
      const expires = url.searchParams.get('se') ?? ''
      const signed = signer.verify('blob', `${path}\n${expires}`, url.searchParams.get('sig') ?? '')
      if (!signed || Number(expires) <= clock.now().getTime()) return refuse(403, 'AuthenticationFailed')

      const cut = path.lastIndexOf('/')
      const digest = path.slice(cut + 1)
      const repository = path.slice(BLOB_PATH.length, cut)
      const stored = isDigest(digest) ? await storage.blobs.get(repository, digest) : undefined
      if (!stored) return refuse(404, 'BlobNotFound')
      const range = parseRange(request.headers.range, stored.size)
      if (range === 'unsatisfiable') {
        response.setHeader('Content-Range', `bytes */${stored.size}`)
        return refuse(416, 'InvalidRange')
      }
      await sendBlob(request, response, storage, repository, stored, range)
    },
  }
}

async function sendBlob(
  request: IncomingMessage,
  response: ServerResponse,
  storage: Storage,
  repository: string,
  { digest, size }: { digest: Digest; size: number },
  range: ByteRange | undefined,
): Promise<void> {
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    ETag: `"${digest}"`,
    'Content-Length': String(range ? range.end - range.start + 1 : size),
    ...(range ? { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` } : {}),
  }
  response.writeHead(range ? 206 : 200, headers)
  if (request.method === 'HEAD' || size === 0) {
    response.end()
    return
  }
  const opened = await storage.blobs.open(repository, digest, range)
  if (!opened) {
    response.destroy()
    return
  }
  try {
    await pipeline(opened.stream, response)
  } catch {
    // The client went away, or the disk failed: either way the short answer is all there is to tell.
    response.destroy()
  } finally {
    // A pipeline into an answer whose client left before it began does not touch the file.
    opened.stream.destroy()
  }
}

/** One range of bytes (RFC 9110 section 14.2); anything that is no such range is ignored, as it should be. */
function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const length = Math.min(Number(match[2]), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(match[1])
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  if (start >= size) return 'unsatisfiable'
  return end < start ? undefined : { start, end }
}
