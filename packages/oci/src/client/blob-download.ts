import {
  anySignal,
  checkRepository,
  type Digest,
  digestAlgorithm,
  isAppError,
  parseDigest,
} from '@fairlead/core'
import { networkFault } from '../net/index.ts'
import { createDigester, type Digester, matchesDigest, repositoryScope } from '../spec/index.ts'
import { type Call, createCall } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import { badAnswer, mismatch, networkFailure } from './failure.ts'
import type { Messenger, RegistryRequest } from './messenger.ts'
import { contentLength, readAnswer } from './read-answer.ts'
import type { Retry } from './retry.ts'
import { type Answer, discard, type Transport, transferFailure } from './transport.ts'
import type { BlobContent, ByteRange } from './types.ts'

interface Window {
  /** First byte that is wanted, and how many. */
  readonly start: number
  readonly size: number
}

interface Wanted {
  readonly repository: string
  readonly digest: Digest
  /** Absent where only a part is read, which has no digest of its own. */
  readonly digester: Digester | undefined
}

// A line that breaks gets its attempts anew once so many bytes have come.
const PROGRESS = 1024 * 1024

const CONTENT_RANGE = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i

function contentRange(answer: Answer): Window | undefined {
  const match = CONTENT_RANGE.exec(answer.headers.get('content-range')?.trim() ?? '')
  return match ? { start: Number(match[1]), size: Number(match[2]) - Number(match[1]) + 1 } : undefined
}

const closedEarly = (host: string, call: Call): unknown =>
  networkFailure(
    Object.assign(new Error('The body ended before its time.'), { code: 'ECONNRESET' }),
    host,
    call,
  )

/** A stream that holds nothing back; cancelling it ends the source even if it has not begun. */
const streamOf = (source: AsyncGenerator<Uint8Array>, onCancel: () => void): ReadableStream<Uint8Array> =>
  new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await source.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        onCancel()
        await source.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )

/** What a range is of so many bytes; without a range all of them. */
function windowOf(range: ByteRange | undefined, total: number): Window {
  const start = Math.min(range?.start ?? 0, total)
  return { start, size: Math.min((range?.end ?? total - 1) + 1, total) - start }
}

const rangeHeader = ({ start, end }: ByteRange): string => `bytes=${start}-${end ?? ''}`

/** Reads blobs as streams. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-blobs */
export function createBlobDownload(parts: {
  readonly endpoint: Endpoint
  readonly messenger: Messenger
  readonly retry: Retry
  readonly limits: Transport['limits']
}) {
  const { endpoint, messenger, retry, limits } = parts

  function reading(
    method: 'GET' | 'HEAD',
    repository: string,
    digest: Digest,
    range?: ByteRange,
  ): RegistryRequest {
    checkRepository(repository)
    return {
      method,
      url: endpoint.at(`${repository}/blobs/${parseDigest(digest)}`),
      headers: { accept: '*/*', ...(range ? { range: rangeHeader(range) } : {}) },
      scopes: [repositoryScope(repository, 'pull')],
      intent: `pull ${repository}@${digest}`,
      repeatable: true,
    }
  }

  async function sizeOf(answer: Answer, repository: string, digest: Digest, call: Call): Promise<number> {
    const told = contentLength(answer)
    if (told !== undefined) return told
    const head = await messenger.expect([200], reading('HEAD', repository, digest), call)
    const size = contentLength(head)
    if (size !== undefined) return size
    discard(answer)
    throw badAnswer(`${head.url.host} does not tell the size of ${digest}.`, call, head)
  }

  /** Pieces of one answer's body, with our limit on silence. Leaves the body cancelled unless it was read to its end. */
  async function* pieces(answer: Answer, call: Call): AsyncGenerator<Uint8Array> {
    const body = answer.response.body
    if (body === null) return
    const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader()
    try {
      for (;;) {
        answer.deadline.putOff(limits.idleMs)
        const { done, value } = await reader.read()
        // A slow reader on our side is not the registry's silence.
        answer.deadline.lift()
        if (done) return
        yield value
      }
    } catch (error) {
      throw transferFailure(error, answer.url.host, call)
    } finally {
      answer.deadline.lift()
      reader.cancel().catch(() => undefined)
    }
  }

  /** `size` bytes after the first `skip`; the rest is left unread. */
  async function* cut(
    source: AsyncIterable<Uint8Array>,
    skip: number,
    size: number,
  ): AsyncGenerator<Uint8Array> {
    let toSkip = skip
    let left = size
    for await (const piece of source) {
      const part = piece.subarray(toSkip, toSkip + left)
      toSkip = Math.max(0, toSkip - piece.byteLength)
      left -= part.byteLength
      if (part.byteLength > 0) yield part
      if (left === 0) return
    }
  }

  /** The rest of a window after `received` bytes of it, from a new answer. */
  async function* resumed(
    repository: string,
    digest: Digest,
    { start, size }: Window,
    received: number,
    call: Call,
  ): AsyncGenerator<Uint8Array> {
    const from = start + received
    const request = reading('GET', repository, digest, { start: from, end: start + size - 1 })
    const answer = await messenger.expect([200, 206], request, call)
    const given = answer.status === 206 ? contentRange(answer) : undefined
    if (answer.status === 206 && given?.start !== from) {
      discard(answer)
      throw badAnswer(`${answer.url.host} sent another range of ${digest} than was asked for.`, call, answer)
    }
    if (answer.status === 206) yield* pieces(answer, call)
    else yield* cut(pieces(answer, call), from, size - received)
  }

  /** Waits before the line is taken up again; throws `error` when that is no use. */
  async function pauseAfter(error: unknown, attempt: number, host: string, call: Call): Promise<void> {
    if (!isAppError(error, 'registry.unreachable') || networkFault(error) !== 'closed') throw error
    const waited = retry.before(attempt, undefined, call.signal)
    const again = await waited.catch((reason: unknown) => {
      throw transferFailure(reason, host, call)
    })
    if (!again) throw error
  }

  async function* content(
    first: Answer,
    wanted: Wanted,
    window: Window,
    isWhole: boolean,
    call: Call,
  ): AsyncGenerator<Uint8Array> {
    const { repository, digest, digester } = wanted
    const host = first.url.host
    let received = 0
    let source = isWhole ? cut(pieces(first, call), window.start, window.size) : pieces(first, call)
    let attempt = 1
    while (received < window.size) {
      const before = received
      try {
        for await (const piece of source) {
          received += piece.byteLength
          if (received > window.size) {
            throw badAnswer(`${host} sent more than the ${window.size} bytes of ${digest}.`, call)
          }
          digester?.update(piece)
          // Checked before the last piece goes out: whoever counts bytes never holds a whole blob that is wrong.
          if (received === window.size) checkDigest(wanted, host, call)
          yield piece
        }
        if (received < window.size) throw closedEarly(host, call)
      } catch (error) {
        if (received - before >= PROGRESS) attempt = 1
        await pauseAfter(error, attempt, host, call)
        attempt += 1
        source = resumed(repository, digest, window, received, call)
      }
    }
    if (window.size === 0) checkDigest(wanted, host, call)
  }

  function checkDigest({ digester, digest }: Wanted, host: string, call: Call): void {
    const found = digester?.digest() ?? digest
    if (found !== digest) throw mismatch(`The blob that ${host} sent`, digest, found, call)
  }

  async function open(
    repository: string,
    digest: Digest,
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<BlobContent> {
    const given = new AbortController()
    const call = createCall(anySignal(signal, given.signal))
    const answer = await messenger.expect(
      range ? [200, 206] : [200],
      reading('GET', repository, digest, range),
      call,
    )
    // Whoever does not know ranges sends all of it: https://www.rfc-editor.org/rfc/rfc9110#section-14.2
    const isWhole = range !== undefined && answer.status === 200
    const told = range && !isWhole ? contentRange(answer) : undefined
    if (range && !isWhole && told?.start !== range.start) {
      discard(answer)
      throw badAnswer(`${answer.url.host} sent another range of ${digest} than was asked for.`, call, answer)
    }
    const size = told?.size ?? (await sizeOf(answer, repository, digest, call))
    const window = told ?? windowOf(range, size)
    const digester = range ? undefined : createDigester(digestAlgorithm(digest))
    const source = content(answer, { repository, digest, digester }, window, isWhole, call)
    const giveUp = (): void => {
      discard(answer)
      given.abort()
    }
    return { size: window.size, body: streamOf(source, giveUp) }
  }

  return {
    blob: async (
      repository: string,
      digest: Digest,
      signal: AbortSignal,
      range?: ByteRange,
    ): Promise<BlobContent> => open(repository, digest, range, signal),

    async blobBytes(
      repository: string,
      digest: Digest,
      maxBytes: number,
      signal: AbortSignal,
    ): Promise<Uint8Array> {
      const call = createCall(signal)
      const answer = await messenger.expect([200], reading('GET', repository, digest), call)
      const bytes = await readAnswer(answer, maxBytes, call)
      if (matchesDigest(digest, bytes)) return bytes
      const digester = createDigester(digestAlgorithm(digest))
      digester.update(bytes)
      throw mismatch(`The blob that ${answer.url.host} sent`, digest, digester.digest(), call)
    },

    async hasBlob(repository: string, digest: Digest, signal: AbortSignal): Promise<boolean> {
      const call = createCall(signal)
      const request = reading('HEAD', repository, digest)
      const answer = await messenger.send(request, call)
      if (answer.status === 200) {
        discard(answer)
        return true
      }
      if (answer.status === 404) return false
      throw messenger.failure(answer, request, call)
    },
  }
}
