import type { ServerResponse } from 'node:http'
import { formatErrors, OCI_ERRORS } from '../../spec/index.ts'
import type { ErrorEntry, Refusal } from '../access.ts'
import type { Call } from './call.ts'

export type Headers = Readonly<Record<string, string | number | readonly string[]>>

/** Writes status and headers; those of the behaviour win over the registry's own. */
export function writeHead(
  { response, request, route, behaviour }: Call,
  status: number,
  headers: Headers,
): void {
  response.statusCode = status
  const all: Headers = {
    'Docker-Distribution-Api-Version': 'registry/2.0',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
    ...behaviour.headers?.(request, route.endpoint),
  }
  for (const [name, value] of Object.entries(all)) {
    response.setHeader(name, typeof value === 'object' ? [...value] : value)
  }
}

/** An answer whose body is at hand. A body of a HEAD request is counted and not sent. */
export function send(call: Call, status: number, headers: Headers, body: string | Uint8Array = ''): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  // RFC 9110 §8.6: an answer without content has no length to tell.
  const length = status === 204 || status === 304 ? {} : { 'Content-Length': bytes.length }
  writeHead(call, status, { ...length, ...headers })
  call.response.end(call.request.method === 'HEAD' ? undefined : bytes)
}

export const sendJson = (call: Call, value: unknown, headers: Headers = {}): void =>
  send(call, 200, { 'Content-Type': 'application/json', ...headers }, `${JSON.stringify(value)}\n`)

const usualMessage = (code: string): string =>
  code in OCI_ERRORS ? OCI_ERRORS[code as keyof typeof OCI_ERRORS].message : code.toLowerCase()

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes */
export function sendRefusal(call: Call, refusal: Refusal): void {
  const entry = ({ code, message, detail }: ErrorEntry) => ({
    code,
    message: message ?? call.behaviour.messages?.[code] ?? usualMessage(code),
    ...(detail === undefined ? {} : { detail }),
  })
  const body = formatErrors(refusal.errors.map(entry))
  send(call, refusal.status, { 'Content-Type': 'application/json', ...refusal.headers }, body)
}

/** Whether anything of an answer was already sent. */
export const hasBegun = (response: ServerResponse): boolean => response.headersSent || response.destroyed
