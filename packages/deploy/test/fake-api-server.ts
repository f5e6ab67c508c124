import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createKubeApi, type KubeApi } from '../src/kubernetes/connection/kube-api.ts'

export interface FakeApiServer {
  readonly url: string
  close(): Promise<void>
}

export interface FakeAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

/** `cut`: the connection ends without an answer. Nothing: there is no such object. */
type Answer = (path: string, body: unknown, method: string) => FakeAnswer | 'cut' | undefined

/** An API server that answers as a test says, for states that a real cluster is not easily brought into. */
export async function startFakeApiServer(answer: Answer): Promise<FakeApiServer> {
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const found = answer(path, text === '' ? undefined : JSON.parse(text), request.method ?? '')
    if (found === 'cut') {
      request.socket.destroy()
      return
    }
    const headers = { 'content-type': 'application/json', ...found?.headers }
    response.writeHead(found?.status ?? (found ? 200 : 404), headers)
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

/** The API server at an address that asks for no login. */
export const openFakeApi = (url: string, options: Parameters<typeof createKubeApi>[1] = {}): KubeApi =>
  createKubeApi(
    {
      context: 'test',
      server: url,
      certificateAuthority: undefined,
      skipTlsVerify: false,
      tlsServerName: undefined,
      proxyUrl: undefined,
      login: { kind: 'none' },
      namespace: undefined,
    },
    options,
  )
