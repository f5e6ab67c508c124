import type { IncomingMessage, ServerResponse } from 'node:http'
import { invalidRequest } from '@fairlead/core'

type Headers = Readonly<Record<string, string>>

/** Sends a whole body; of a HEAD request only its headers. */
export function sendText(response: ServerResponse, status: number, headers: Headers, text: string): void {
  const bytes = Buffer.from(text)
  response.writeHead(status, { 'Content-Length': String(bytes.length), ...headers })
  response.end(response.req.method === 'HEAD' ? undefined : bytes)
}

export function sendJson(response: ServerResponse, status: number, headers: Headers, body: unknown): void {
  sendText(
    response,
    status,
    { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    JSON.stringify(body),
  )
}

const MAX_BODY = 1024 * 1024

/** The JSON value of a request's body; undefined for an empty one. Throws `request.invalid`. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = chunk as Buffer
    size += bytes.length
    if (size > MAX_BODY) bad('is longer than 1 MiB', 'Send less at once.')
    chunks.push(bytes)
  }
  if (size === 0) return undefined
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return bad('is not JSON', 'Send a JSON object.')
  }
}

function bad(problem: string, remedy: string): never {
  throw invalidRequest([{ field: 'body', problem, remedy }])
}
