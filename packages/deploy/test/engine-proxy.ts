import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What becomes of a request: passed on, cut before or after the engine did it, or never answered. */
export type Fate = 'pass' | 'cut' | 'cut-after' | 'hang'

export interface EngineProxy {
  readonly endpoint: string
  /** `POST /containers/create` and so on, ids and queries left out, as they came. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

/** Stands between a target and its engine, so that the engine can die at any moment without dying. */
export async function startEngineProxy(
  socket: string,
  fateOf: (asked: string, index: number) => Fate,
): Promise<EngineProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-proxy-'))
  const path = join(folder, 'docker.sock')
  const asked: string[] = []
  const server = createServer((incoming, outgoing) => {
    const line = describe(incoming)
    const fate = fateOf(line, asked.push(line) - 1)
    if (fate === 'cut') incoming.socket.destroy()
    else if (fate !== 'hang') pass(socket, incoming, outgoing, fate === 'cut-after')
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return {
    endpoint: `unix://${path}`,
    asked,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const describe = ({ method, url }: IncomingMessage): string =>
  `${method} ${(url ?? '')
    .replace(/\?.*/, '')
    .replace(/[0-9a-f]{64}/, '<id>')
    .replace(/\/images\/[^?]+\/json/, '/images/<image>/json')}`

function pass(
  socketPath: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  cutAfter: boolean,
): void {
  const onward = request(
    {
      socketPath,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, connection: 'close' },
      agent: false,
    },
    (answer) => {
      if (cutAfter) {
        answer.resume().once('end', () => incoming.socket.destroy())
        return
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.on('error', () => outgoing.destroy())
      answer.pipe(outgoing)
    },
  )
  onward.on('error', () => {
    if (!outgoing.headersSent) outgoing.destroy()
  })
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) onward.destroy()
  })
  // Whole, so that the engine cannot answer and close before it has all of it; bodies are small.
  incoming.toArray().then(
    (chunks) => onward.end(Buffer.concat(chunks)),
    () => onward.destroy(),
  )
}
