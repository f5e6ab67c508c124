import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { sendText } from '../http/json.ts'
import type { Fault, FaultEffect } from './fault.ts'

/** Applies the faults that struck a request, in their order. True when one of them took the place of the answer. */
export async function injectFaults(
  faults: readonly Fault[],
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<boolean> {
  for (const { effect } of faults) {
    if (effect.kind === 'latency') await delay(effect.ms, undefined, { signal })
    else if (effect.kind === 'cut') cutAfter(response, effect.afterBytes)
    else {
      replaceAnswer(effect, request, response)
      return true
    }
  }
  return false
}

type Replacing = Exclude<FaultEffect, { kind: 'latency' | 'cut' }>

function replaceAnswer(effect: Replacing, request: IncomingMessage, response: ServerResponse): void {
  switch (effect.kind) {
    case 'hang':
      // The body is left unread too: nothing at all happens until the client gives up or the twin ends.
      return
    case 'close':
      request.socket.destroy()
      return
    case 'garbage':
      request.resume()
      sendText(
        response,
        200,
        { 'Content-Type': 'text/html' },
        '<html><body>Welcome to nginx!</body></html>\n',
      )
      return
    case 'redirect':
      request.resume()
      sendText(response, effect.status, { Location: effect.location }, '')
      return
    case 'status':
      request.resume()
      sendText(response, effect.status, effect.headers ?? {}, effect.body ?? '')
      return
    case 'rate-limit': {
      request.resume()
      const headers = {
        'Content-Type': 'application/json',
        'Retry-After': String(effect.retryAfterSeconds),
      }
      sendText(response, 429, headers, rateLimitBody(request.url ?? '', effect.retryAfterSeconds))
    }
  }
}

function rateLimitBody(path: string, seconds: number): string {
  if (path.startsWith('/api/')) {
    return JSON.stringify({
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      documentation_url:
        'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
      status: '429',
    })
  }
  const message = `retry-after: ${seconds}s, allowed: 44000/minute`
  return `${JSON.stringify({ errors: [{ code: 'TOOMANYREQUESTS', message }] })}\n`
}

type Write = (chunk: unknown, ...rest: unknown[]) => boolean
type End = (...args: unknown[]) => ServerResponse

/** Lets `limit` bytes of the body through, then closes the connection. */
function cutAfter(response: ServerResponse, limit: number): void {
  const write = response.write.bind(response) as Write
  let left = limit
  const pass = (chunk: unknown): void => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array)
    const part = bytes.subarray(0, left)
    left -= part.length
    if (left > 0) write(part)
    // Closed only once the last bytes are out, else they would be lost with the connection.
    else write(part, () => response.destroy())
  }
  const wrapped: Write = (chunk) => {
    if (left > 0 || limit === 0) pass(chunk)
    return true
  }
  const end: End = (chunk) => {
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') wrapped(chunk)
    if (left > 0 || limit === 0) response.destroy()
    return response
  }
  response.write = wrapped as typeof response.write
  response.end = end as typeof response.end
}
