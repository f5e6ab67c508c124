import { AppError, anySignal, type Clock, type Exchange, isAppError } from '@fairlead/core'
import { causes, type Fetch, networkFault, readBody } from '../net/index.ts'
import { bareMediaType, type OciError, parseErrors } from '../spec/index.ts'
import { abandoned, type Call } from './call.ts'
import { createDeadline, type Deadline } from './deadline.ts'
import { type Clean, describeAnswer, describeRequest } from './exchange.ts'
import { describeFault, networkFailure } from './failure.ts'
import type { Retry } from './retry.ts'
import { parseRetryAfter } from './retry-after.ts'
import type { TimeLimits } from './types.ts'

export interface OutgoingRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  /** Made anew for each attempt; puts the deadline off as it goes. */
  readonly body?: (deadline: Deadline) => Uint8Array | ReadableStream<Uint8Array>
  /** Whether it may be sent again when nobody knows what became of it. */
  readonly repeatable: boolean
  readonly answerMs?: number
}

/** The head of an answer. The body is still to be read, or discarded, unless the status is an error's. */
export interface Answer {
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  readonly response: Response
  /** Of an error's body; undefined when it is none of the spec's. */
  readonly errors: readonly OciError[] | undefined
  /** The body, where it was read already: errors' only. */
  readonly errorBody: Uint8Array
  readonly isWebPage: boolean
  readonly retryAfterMs: number | undefined
  readonly exchange: Exchange
  /** Runs while the body is read. */
  readonly deadline: Deadline
}

export interface Transport {
  readonly limits: Required<TimeLimits>
  /** One request and its answer, whatever its status; repeated while that may help. Redirects are not followed. */
  send(request: OutgoingRequest, call: Call): Promise<Answer>
}

const MAX_ERROR_BODY = 64 * 1024
const TRANSIENT: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** Gives up a body that nobody wants, so that its connection is free again. */
export function discard({ response, deadline }: Pick<Answer, 'response' | 'deadline'>): void {
  deadline.lift()
  // Of a body that is down already there is nothing left to free.
  response.body?.cancel().catch(() => undefined)
}

/** An error of the body's own source, which is the caller's and not the network's. */
export class SourceFailure extends Error {
  constructor(cause: unknown) {
    super('The content to upload could not be read.', { cause })
  }
}

/** The AppError, or the source's own error, for what broke a request or the reading of its answer. */
export function transferFailure(error: unknown, host: string, call: Call): unknown {
  if (call.signal.aborted) return abandoned(call, host)
  const source = causes(error).find((cause) => cause instanceof SourceFailure)
  if (source !== undefined) return source.cause
  if (isAppError(error) && error.code !== 'egress.denied') return error
  return networkFailure(error, host, call)
}

export function createTransport(parts: {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly retry: Retry
  readonly limits: Required<TimeLimits>
  readonly clean: Clean
  readonly onExchange: (exchange: Exchange) => void
}): Transport {
  const { fetch, clock, retry, limits, clean } = parts

  function record(asked: string, answered: string, call: Call): Exchange {
    const exchange: Exchange = { asked, answered }
    call.exchanges.push(exchange)
    parts.onExchange(exchange)
    return exchange
  }

  async function errorBody(response: Response, signal: AbortSignal): Promise<Uint8Array> {
    if (response.status < 400) return new Uint8Array()
    // The status tells enough when the body is endless or breaks off.
    return readBody(response, { maxBytes: MAX_ERROR_BODY, signal }).catch(() => new Uint8Array())
  }

  async function ask(request: OutgoingRequest, call: Call): Promise<Answer> {
    const { method, url } = request
    const asked = clean(describeRequest(method, url))
    const answerMs = request.answerMs ?? limits.answerMs
    const deadline = createDeadline(answerMs)
    const signal = anySignal(call.signal, deadline.signal)
    try {
      const body = request.body?.(deadline)
      const response = await fetch(url, {
        method,
        headers: { 'accept-encoding': 'identity', 'user-agent': 'fairlead', ...request.headers },
        redirect: 'manual',
        signal,
        ...(body === undefined ? {} : { body: body as NonNullable<RequestInit['body']>, duplex: 'half' }),
      })
      deadline.putOff(limits.idleMs)
      const bytes = await errorBody(response, signal)
      call.signal.throwIfAborted()
      const errors = response.status < 400 ? undefined : parseErrors(bytes)
      if (response.status >= 400 || response.body === null) deadline.lift()
      return {
        url,
        status: response.status,
        headers: response.headers,
        response,
        errors,
        errorBody: bytes,
        isWebPage: bareMediaType(response.headers.get('content-type')) === 'text/html',
        retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), errors, clock.now()),
        exchange: record(asked, clean(describeAnswer(response.status, errors)), call),
        deadline,
      }
    } catch (error) {
      deadline.lift()
      if (!call.signal.aborted) record(asked, clean(describeFault(error)), call)
      throw transferFailure(error, url.host, call)
    }
  }

  /** What came of one attempt: an answer to keep, or the reason why another may do better. */
  async function attempt(request: OutgoingRequest, call: Call): Promise<Answer | AppError> {
    try {
      return await ask(request, call)
    } catch (error) {
      const again = request.repeatable && isAppError(error, 'registry.unreachable')
      if (again && networkFault(error) === 'closed') return error
      throw error
    }
  }

  async function send(request: OutgoingRequest, call: Call): Promise<Answer> {
    for (let number = 1; ; number += 1) {
      const outcome = await attempt(request, call)
      const failed = outcome instanceof AppError
      const refusedUnread = !failed && (outcome.status === 429 || outcome.status === 503)
      if (!failed && !(TRANSIENT.has(outcome.status) && (request.repeatable || refusedUnread))) return outcome
      const waited = retry.before(number, failed ? undefined : outcome.retryAfterMs, call.signal)
      const again = await waited.catch((error: unknown) => {
        throw transferFailure(error, request.url.host, call)
      })
      if (again) continue
      if (failed) throw outcome
      return outcome
    }
  }

  return { limits, send }
}
