import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Once `closing` fires, ends every connection as soon as no request is under way. Node itself leaves those open that
 * never sent a request, and those that fell idle at that very moment, until their time-out of a minute.
 */
export function endConnections(server: Server, closing: AbortSignal): void {
  let underWay = 0
  const endIfIdle = (): void => {
    if (closing.aborted && underWay === 0) server.closeAllConnections()
  }
  server.on('request', (_: IncomingMessage, response: ServerResponse) => {
    underWay += 1
    response.once('close', () => {
      underWay -= 1
      endIfIdle()
    })
  })
  server.on('connection', (socket: Socket) => {
    if (closing.aborted) socket.destroy()
  })
  closing.addEventListener('abort', endIfIdle, { once: true })
}
