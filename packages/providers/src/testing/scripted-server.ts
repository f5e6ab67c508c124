import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'

export interface ScriptedServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** `GET /v2/`, in the order of arrival. */
  readonly seen: readonly string[]
  /** Resolves with the next request that arrives. */
  next(): Promise<string>
}

export type Script = (request: IncomingMessage, response: ServerResponse) => void

/** A server on a port of its own that answers as it is told, until the test is over. */
export async function serveScript(script: Script): Promise<ScriptedServer> {
  const seen: string[] = []
  let arrived = Promise.withResolvers<string>()
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`
    seen.push(line)
    arrived.resolve(line)
    arrived = Promise.withResolvers()
    script(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return { url: `http://127.0.0.1:${address.port}`, seen, next: () => arrived.promise }
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** An error as registries word it. */
export const ociErrors = (code: string, message: string) => ({ errors: [{ code, message }] })
