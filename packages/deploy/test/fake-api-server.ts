import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FakeApiServer {
  readonly url: string
  close(): Promise<void>
}

type Answer = (
  path: string,
  body: unknown,
) => { readonly status?: number; readonly body: unknown } | undefined

/** An API server that answers as a test says, for states that a real cluster is not easily brought into. */
export async function startFakeApiServer(answer: Answer): Promise<FakeApiServer> {
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const found = answer(path, text === '' ? undefined : JSON.parse(text))
    response.writeHead(found?.status ?? (found ? 200 : 404), { 'content-type': 'application/json' })
    response.end(JSON.stringify(found?.body ?? { kind: 'Status', reason: 'NotFound', message: 'not found' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
