import {
  type AppError,
  checkRepository,
  type Digest,
  digestAlgorithm,
  isAppError,
  isDigest,
  parseDigest,
} from '@fairlead/core'
import { networkFault } from '../net/index.ts'
import { createDigester, repositoryScope } from '../spec/index.ts'
import { abandoned, type Call, createCall } from './call.ts'
import type { Deadline } from './deadline.ts'
import type { Endpoint } from './endpoint.ts'
import { badAnswer, mismatch } from './failure.ts'
import type { Messenger, RegistryRequest } from './messenger.ts'
import type { Retry } from './retry.ts'
import { type Answer, discard, SourceFailure, type Transport } from './transport.ts'
import type { OpenContent } from './types.ts'

interface Blob {
  readonly digest: Digest
  /** Bytes. */
  readonly size: number
}

/** Writes blobs as streams. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs */
export function createBlobUpload(parts: {
  readonly endpoint: Endpoint
  readonly messenger: Messenger
  readonly retry: Retry
  readonly limits: Transport['limits']
}) {
  const { endpoint, messenger, retry, limits } = parts

  const writing = (repository: string) =>
    ({ scopes: [repositoryScope(repository, 'pull', 'push')], intent: `push to ${repository}` }) as const

  function starting(repository: string, query = '', ...scopes: readonly string[]): RegistryRequest {
    checkRepository(repository)
    const own = writing(repository)
    return {
      ...own,
      scopes: [...own.scopes, ...scopes],
      method: 'POST',
      url: endpoint.at(`${repository}/blobs/uploads/${query}`),
      // A session too many is no harm: it ends by itself.
      repeatable: true,
    }
  }

  /** Where the upload goes on. On another host it is followed without our authorization, as the messenger does. */
  function session(answer: Answer, call: Call): URL {
    discard(answer)
    const location = answer.headers.get('location')
    const url = location === null ? undefined : endpoint.locate(location, answer.url)
    if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
      throw badAnswer(`${answer.url.host} began an upload without telling where it goes on.`, call, answer)
    }
    if (url.protocol === 'http:' && answer.url.protocol === 'https:') {
      throw badAnswer(
        `${answer.url.host} wants the upload to go on without TLS, at ${url.host}.`,
        call,
        answer,
      )
    }
    return url
  }

  /** Best effort: a registry may refuse it (ghcr.io: 405), and the session then ends by itself. */
  async function cancel(url: URL, repository: string, call: Call): Promise<boolean> {
    try {
      const request = { ...writing(repository), method: 'DELETE', url, repeatable: false } as const
      const answer = await messenger.send(request, call)
      discard(answer)
      return answer.status >= 200 && answer.status < 300
    } catch (error) {
      if (call.signal.aborted) throw error
      return false
    }
  }

  /** The content on its way: counted and hashed in the same pass, and never complete unless it is the right one. */
  async function* checked(
    blob: Blob,
    open: OpenContent,
    deadline: Deadline,
    call: Call,
  ): AsyncGenerator<Uint8Array> {
    const digester = createDigester(digestAlgorithm(blob.digest))
    let size = 0
    const check = (): void => {
      if (size > blob.size) throw mismatch('The content to upload', `${blob.size} bytes`, 'more', call)
      if (size < blob.size)
        throw mismatch('The content to upload', `${blob.size} bytes`, `${size} bytes`, call)
      const found = digester.digest()
      if (found !== blob.digest) throw mismatch('The content to upload', blob.digest, found, call)
    }
    // The limit on silence is the registry's: it rests while our own side is slow to give the next piece.
    deadline.lift()
    for await (const piece of open()) {
      size += piece.byteLength
      digester.update(piece)
      // Before the last piece goes out, since with it the registry has all that it waits for.
      if (size >= blob.size) check()
      deadline.putOff(size === blob.size ? limits.commitMs : limits.idleMs)
      yield piece
      if (size < blob.size) deadline.lift()
    }
    if (size < blob.size || blob.size === 0) check()
    deadline.putOff(limits.commitMs)
  }

  async function* fromSource(pieces: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* pieces
    } catch (error) {
      throw new SourceFailure(error)
    }
  }

  function committing(
    url: URL,
    repository: string,
    blob: Blob,
    open: OpenContent,
    call: Call,
  ): RegistryRequest {
    const target = new URL(url)
    // Appended as text: the query is the registry's, and may be signed as it is.
    target.search = `${url.search === '' ? '?' : `${url.search}&`}digest=${encodeURIComponent(blob.digest)}`
    return {
      ...writing(repository),
      method: 'PUT',
      url: target,
      headers: { 'content-type': 'application/octet-stream', 'content-length': String(blob.size) },
      body: (deadline) => ReadableStream.from(fromSource(checked(blob, open, deadline, call))),
      repeatable: false,
      answerMs: limits.commitMs,
    }
  }

  /** One upload from its beginning; the failure where another may do better. */
  async function upload(
    repository: string,
    blob: Blob,
    open: OpenContent,
    call: Call,
  ): Promise<AppError | undefined> {
    const url = session(await messenger.expect([202], starting(repository), call), call)
    const request = committing(url, repository, blob, open, call)
    try {
      const answer = await messenger.send(request, call)
      if (answer.status !== 201 && answer.status !== 204) {
        const error = messenger.failure(answer, request, call)
        // 404: the session is gone. ghcr.io says so too when the commit arrived twice.
        if (answer.status === 404 || answer.status >= 500) return error
        throw error
      }
      discard(answer)
      const stored = answer.headers.get('docker-content-digest') ?? ''
      if (
        isDigest(stored) &&
        digestAlgorithm(stored) === digestAlgorithm(blob.digest) &&
        stored !== blob.digest
      ) {
        throw mismatch(`The blob that ${answer.url.host} stored`, blob.digest, stored, call)
      }
      return undefined
    } catch (error) {
      if (isAppError(error, 'registry.unreachable') && networkFault(error) === 'closed') return error
      if (!call.signal.aborted) await cancel(url, repository, call)
      throw error
    }
  }

  async function exists(repository: string, { digest }: Blob, call: Call): Promise<boolean> {
    const request: RegistryRequest = {
      ...writing(repository),
      method: 'HEAD',
      url: endpoint.at(`${repository}/blobs/${digest}`),
      repeatable: true,
    }
    const answer = await messenger.send(request, call)
    if (answer.status === 429) throw messenger.failure(answer, request, call)
    discard(answer)
    // Whatever else is wrong, the upload itself is told in words; a HEAD is not.
    return answer.status === 200
  }

  async function pause(attempt: number, error: AppError, call: Call): Promise<void> {
    const waited = retry.before(attempt, undefined, call.signal)
    const again = await waited.catch(() => {
      throw abandoned(call, endpoint.host)
    })
    if (!again) throw error
  }

  return {
    async pushBlob(repository: string, blob: Blob, open: OpenContent, signal: AbortSignal) {
      checkRepository(repository)
      parseDigest(blob.digest)
      const call = createCall(signal)
      if (await exists(repository, blob, call)) return { uploaded: false }
      for (let attempt = 1; ; attempt += 1) {
        const error = await upload(repository, blob, open, call)
        // The line may have broken after the registry had it all.
        if (error === undefined || (await exists(repository, blob, call))) return { uploaded: true }
        await pause(attempt, error, call)
      }
    },

    async mountBlob(
      repository: string,
      { digest, from }: { readonly digest: Digest; readonly from: string },
      signal: AbortSignal,
    ): Promise<boolean> {
      checkRepository(from)
      const call = createCall(signal)
      const query = `?mount=${encodeURIComponent(parseDigest(digest))}&from=${encodeURIComponent(from)}`
      const request = starting(repository, query, repositoryScope(from, 'pull'))
      const answer = await messenger.expect([201, 202], request, call)
      discard(answer)
      if (answer.status === 201) return true
      await cancel(session(answer, call), repository, call)
      return false
    },

    async probePush(repository: string, signal: AbortSignal): Promise<{ canceled: boolean }> {
      const call = createCall(signal)
      const answer = await messenger.expect([202], starting(repository), call)
      return { canceled: await cancel(session(answer, call), repository, call) }
    },
  }
}
