import type { z } from 'zod'
import { errorBody } from '../error-body.ts'
import type { AnswerOf, BodyInputOf, OperationSpec, ParamsOf } from '../operation.ts'
import { ApiError, apiErrorOf } from './api-error.ts'
import { unreachable } from './network-words.ts'
import { readSse, type SseMessage } from './sse.ts'

export type Fetch = typeof globalThis.fetch

export interface TransportOptions {
  /** Address of the server, with a path if it is served under one. */
  readonly baseUrl: string
  /** Absent in a browser, whose cookie speaks for it. */
  readonly token?: string | undefined
  readonly fetch: Fetch
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export interface Call<O extends OperationSpec> {
  readonly params: ParamsOf<O>
  readonly query?: Query | undefined
  readonly body?: BodyInputOf<O> | undefined
  readonly signal?: AbortSignal | undefined
  readonly headers?: Readonly<Record<string, string>>
}

export interface Transport {
  /** Sends a request and checks its answer. Throws ApiError, and the signal's reason when it fires. */
  call<O extends OperationSpec>(spec: O, call: Call<O>): Promise<AnswerOf<O>>
  /** Opens a stream; resolves once the server has accepted it. */
  open<O extends OperationSpec>(spec: O, call: Call<O>): Promise<AsyncGenerator<SseMessage>>
  /** Checks the data of an event by one of the operation's schemas. */
  read<T extends z.ZodType>(schema: T, message: SseMessage): z.output<T>
  /** The error that an `error` event tells of. */
  failure(message: SseMessage): ApiError
}

export function createTransport({ baseUrl, token, fetch }: TransportOptions): Transport {
  const base = baseUrl.replace(/\/+$/, '')

  const badAnswer = (status: number, why: string, cause?: unknown): ApiError =>
    new ApiError({
      status,
      code: 'server.bad_answer',
      detail: `What answers at ${base} is not a Fairlead server of this version: ${why}.`,
      cause,
    })

  const send = async <O extends OperationSpec>(spec: O, call: Call<O>, accept: string): Promise<Response> => {
    const { signal } = call
    const authorization = token === undefined ? {} : { authorization: `Token ${token}` }
    const headers = { ...call.headers, accept, ...authorization }
    const body = call.body === undefined || call.body === null ? undefined : JSON.stringify(call.body)
    try {
      return await fetch(`${base}${fillPath(spec.path, call.params)}${queryText(call.query)}`, {
        method: spec.method,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        // A redirect would take the token to another address, or turn a POST into a GET.
        redirect: 'manual',
        ...(body === undefined ? {} : { body }),
        ...(signal ? { signal } : {}),
      })
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      throw unreachable(base, error)
    }
  }

  const parse = <T extends z.ZodType>(schema: T, value: unknown, status: number): z.output<T> => {
    const result = schema.safeParse(value)
    if (result.success) return result.data
    const [issue] = result.error.issues
    throw badAnswer(status, `its answer differs at "${issue?.path.join('.') ?? ''}"`, result.error)
  }

  const readJson = async (response: Response, signal: AbortSignal | undefined): Promise<unknown> => {
    let text: string
    try {
      text = await response.text()
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      throw unreachable(base, error)
    }
    try {
      return JSON.parse(text)
    } catch (error) {
      throw badAnswer(response.status, `it answered ${response.status} without JSON`, error)
    }
  }

  const refuse = async (response: Response, signal: AbortSignal | undefined): Promise<never> => {
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel()
      throw badAnswer(response.status, `it redirects to ${response.headers.get('location') ?? 'elsewhere'}`)
    }
    throw apiErrorOf(parse(errorBody, await readJson(response, signal), response.status), base)
  }

  return {
    async call(spec, call) {
      const response = await send(spec, call, 'application/json')
      if (response.status !== spec.status) return refuse(response, call.signal)
      if (spec.answer === undefined) {
        await response.body?.cancel()
        return undefined as AnswerOf<typeof spec>
      }
      return parse(spec.answer, await readJson(response, call.signal), response.status) as AnswerOf<
        typeof spec
      >
    },
    async open(spec, call) {
      const response = await send(spec, call, 'text/event-stream')
      if (response.status !== 200) return refuse(response, call.signal)
      if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
        throw badAnswer(response.status, 'it does not stream events')
      }
      return readAll(response.body, call.signal, (error) => unreachable(base, error))
    },
    read: (schema, message) => {
      try {
        return parse(schema, JSON.parse(message.data), 200)
      } catch (error) {
        if (error instanceof ApiError) throw error
        throw badAnswer(200, `an event "${message.event}" is no JSON`, error)
      }
    },
    failure(message) {
      return apiErrorOf(this.read(errorBody, message), base)
    },
  }
}

async function* readAll(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
  failed: (error: unknown) => ApiError,
): AsyncGenerator<SseMessage> {
  try {
    yield* readSse(body)
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw failed(error)
  }
}

const fillPath = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))

function queryText(query: Query | undefined): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) search.set(name, String(value))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
