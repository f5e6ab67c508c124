import { Buffer } from 'node:buffer'
import type { Exchange, Secret } from '@fairlead/core'
import { type Fetch, type NetworkTrouble, networkTrouble, readBody, troubleCode } from '@fairlead/oci/net'
import { scrubAll } from './scrub.ts'
import { LimitExceeded, withinLimit } from './within-limit.ts'

export interface VendorQuestion {
  /** POST where there is a form or a document to send, else GET. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly bearer?: Secret
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** What the question carries and no answer may bring back into a finding; `bearer` need not be named. */
  readonly secrets?: readonly Secret[]
}

/** An answer in JSON, whatever its status. */
export interface VendorReply {
  readonly kind: 'reply'
  readonly status: number
  readonly headers: Headers
  /** Undefined for an answer without a body. */
  readonly json: unknown
  /** What the vendor says of an error, on one line and without secrets; empty when it says nothing. */
  readonly said: string
  readonly exchange: Exchange
}

/** No answer, or none that an API gives. */
export interface VendorFault {
  readonly kind: 'fault'
  readonly fault: 'network' | 'garbage' | 'redirect' | 'server-error'
  readonly trouble?: NetworkTrouble
  readonly exchange: Exchange
}

export type VendorAnswer = VendorReply | VendorFault

export const isReply = (answer: VendorAnswer, status: number): answer is VendorReply =>
  answer.kind === 'reply' && answer.status === status

export interface VendorApiOptions {
  readonly fetch: Fetch
  /** Milliseconds that one question may take. */
  readonly limitMs: number
}

/** Asks a vendor's API once; never throws for what comes back, only when the signal fires. */
export type AskVendor = (question: VendorQuestion, signal: AbortSignal) => Promise<VendorAnswer>

const MAX_BODY = 8 * 1024 * 1024
const MAX_TEXT = 400

const oneLine = (text: string): string => {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line
}

const field = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * The error that a JSON answer tells: of OAuth 2.0 (RFC 6749 §5.2), of Google's APIs (https://google.aip.dev/193), of
 * registries, or a plain `message`.
 */
function saidIn(json: unknown): string {
  const error = field(json, 'error')
  if (typeof error === 'string') {
    const description = textOf(field(json, 'error_description'))
    return description === '' ? error : `${error}: ${description}`
  }
  const errors = field(json, 'errors')
  const first = Array.isArray(errors) ? errors[0] : undefined
  const texts = [field(error, 'message'), field(first, 'message')]
  return (
    [...texts, ...['message', 'detail', 'details'].map((name) => field(json, name))]
      .map(textOf)
      .find(Boolean) ?? ''
  )
}

function parseJson(text: string): { readonly ok: boolean; readonly json?: unknown } {
  if (text === '') return { ok: true }
  try {
    return { ok: true, json: JSON.parse(text) }
  } catch {
    return { ok: false }
  }
}

/** What is shown of a question: never its query, which may hold a token. */
const shown = (method: string, address: string): string => {
  const { origin, pathname } = new URL(address)
  return `${method} ${origin}${pathname}`
}

function requestOf({ headers, bearer, form, json }: VendorQuestion): RequestInit {
  const body = form ? new URLSearchParams(form).toString() : json === undefined ? null : JSON.stringify(json)
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  return {
    method: body === null ? 'GET' : 'POST',
    body,
    redirect: 'manual',
    headers: {
      accept: 'application/json',
      'user-agent': 'fairlead',
      ...(body === null ? {} : { 'content-type': type }),
      ...(bearer ? { authorization: `Bearer ${bearer.reveal()}` } : {}),
      ...headers,
    },
  }
}

/**
 * Redirects are not followed: no question asked here has one for an answer, and a secret must not go elsewhere.
 */
export function createVendorApi({ fetch, limitMs }: VendorApiOptions): AskVendor {
  async function read(question: VendorQuestion, signal: AbortSignal): Promise<VendorAnswer> {
    const request = requestOf(question)
    const asked = shown(request.method ?? 'GET', question.url)
    const sent = [...(question.secrets ?? []), ...(question.bearer ? [question.bearer] : [])]
    const scrub = scrubAll(sent.map((password) => ({ username: '', password })))
    const exchangeOf = (answered: string): Exchange => ({ asked, answered: oneLine(scrub(answered)) })
    const fault = (kind: VendorFault['fault'], answered: string): VendorFault => ({
      kind: 'fault',
      fault: kind,
      exchange: exchangeOf(answered),
    })
    const response = await fetch(question.url, { ...request, signal })
    const { status, headers } = response
    if (status >= 300 && status < 400) {
      await response.body?.cancel()
      return fault('redirect', `${status} to ${headers.get('location') ?? 'nowhere'}`)
    }
    const body = await readBody(response, { maxBytes: MAX_BODY, signal })
    const { ok, json } = parseJson(Buffer.from(body).toString())
    const said = oneLine(scrub(saidIn(json)))
    if (status >= 500) return fault('server-error', `${status} ${said}`)
    if (!ok) {
      const type = headers.get('content-type') ?? 'no content type'
      return fault('garbage', `${status} with ${body.byteLength} bytes that are no JSON (${type})`)
    }
    return { kind: 'reply', status, headers, json, said, exchange: exchangeOf(`${status} ${said}`) }
  }

  return async (question, signal) => {
    try {
      return await withinLimit(limitMs, signal, (inner) => read(question, inner))
    } catch (error) {
      signal.throwIfAborted()
      const asked = shown(question.form || question.json !== undefined ? 'POST' : 'GET', question.url)
      const trouble = networkTrouble(error)
      const answered =
        error instanceof LimitExceeded
          ? error.message
          : trouble
            ? `no answer: ${troubleCode(trouble)}`
            : 'no answer in JSON'
      return {
        kind: 'fault',
        fault: trouble ? 'network' : 'garbage',
        ...(trouble ? { trouble } : {}),
        exchange: { asked, answered },
      }
    }
  }
}
