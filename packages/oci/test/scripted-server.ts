import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Issued } from './certificates.ts'

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly raw: IncomingMessage
}

export interface ScriptedServer {
  /** `http://127.0.0.1:<port>`, or https. */
  readonly url: string
  /** In the order of their arrival. */
  readonly seen: readonly SeenRequest[]
  /** `GET /v2/`, one for each request. */
  lines(): string[]
}

export type Answerer = (request: SeenRequest, response: ServerResponse) => void | Promise<void>

/** Starts a server on 127.0.0.1 that answers as the test says, and ends it with the test. */
export async function serve(answer: Answerer, tls?: Issued): Promise<ScriptedServer> {
  const seen: SeenRequest[] = []
  const listener = (raw: IncomingMessage, response: ServerResponse): void => {
    const request = { method: raw.method ?? '', path: raw.url ?? '', headers: raw.headers, raw }
    seen.push(request)
    Promise.resolve(answer(request, response)).catch((error: unknown) => response.destroy(error as Error))
  }
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((ended) => server.close(ended))
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    seen,
    lines: () => seen.map(({ method, path }) => `${method} ${path}`),
  }
}

/** Answers JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** Answers an error as registries do. */
export function ociError(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): void {
  json(response, status, { errors: [{ code, message }] }, headers)
}

export async function readAll(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}
