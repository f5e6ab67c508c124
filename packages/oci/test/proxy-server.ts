import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { Issued } from './certificates.ts'

export interface ProxyServer {
  /** `http://127.0.0.1:<port>`, or https. */
  readonly url: string
  readonly host: string
  /** Targets of CONNECT, in the order of their arrival. */
  readonly asked: readonly string[]
  /** `Proxy-Authorization` of each. */
  readonly authorizations: readonly (string | undefined)[]
  /** Everything else that it was asked; a client that tunnels asks nothing else. */
  readonly others: readonly string[]
}

export interface ProxyBehaviour {
  /** Loopback port for a target; undefined is answered with 502. */
  route(target: string): number | undefined
  /** Answers before anything else, raw: `HTTP/1.1 403 Forbidden\r\n\r\n`. */
  readonly answer?: (request: IncomingMessage) => string | undefined
  /** Speaks TLS with its clients. */
  readonly tls?: Issued
}

/** An HTTP proxy on 127.0.0.1 that takes CONNECT and goes to loopback ports alone; ended with the test. */
export async function serveProxy({ route, answer, tls }: ProxyBehaviour): Promise<ProxyServer> {
  const asked: string[] = []
  const authorizations: (string | undefined)[] = []
  const others: string[] = []
  const sockets = new Set<Duplex | Socket>()
  const server = tls ? createTlsServer(tls) : createServer()
  server.on('request', (request, response) => {
    others.push(`${request.method} ${request.url}`)
    response.writeHead(400).end()
  })
  server.on('connection', (socket: Socket) => void sockets.add(socket))
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const target = request.url ?? ''
    asked.push(target)
    authorizations.push(request.headers['proxy-authorization'])
    client.on('error', () => client.destroy())
    const given = answer?.(request)
    if (given !== undefined) return void client.end(given)
    const port = route(target)
    if (port === undefined) return void client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno')
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
    sockets.add(upstream)
    upstream.on('error', () => client.destroy())
    client.on('close', () => upstream.destroy())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((ended) => server.close(ended))
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url: `${tls ? 'https' : 'http'}://${host}`, host, asked, authorizations, others }
}
