import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly headers: IncomingHttpHeaders
  /** As it came: what a signature is over. */
  readonly body: string
  readonly json: Record<string, unknown>
}

export interface WebhookReceiver {
  readonly url: string
  /** Everything that came, in its order. */
  readonly received: Received[]
  /** Answers these one after another, then 204; `undefined` closes the connection without an answer. */
  answer(...statuses: readonly (number | undefined)[]): void
  close(): Promise<void>
}

/** Somebody's server that webhooks are sent to. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = []
  let answers: (number | undefined)[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    received.push({ headers: request.headers, body, json: JSON.parse(body) })
    const status = answers.length > 0 ? answers.shift() : 204
    if (status === undefined) return void request.socket.destroy()
    // An answer's body is nobody's business: it must not be kept.
    response
      .writeHead(status, { location: 'http://127.0.0.1:1/elsewhere' })
      .end(status === 204 ? undefined : 'secret answer')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer(...statuses) {
      answers = [...statuses]
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
