import type { IncomingMessage, ServerResponse } from 'node:http'
import { RegistryFault } from '../fault.ts'

/** The `Content-Length`, or undefined where the body is chunked. Node has refused malformed ones. */
export function contentLength(request: IncomingMessage): number | undefined {
  const text = request.headers['content-length']
  return text === undefined ? undefined : Number(text)
}

/** Whether a body may follow the headers. */
export const hasBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined || (contentLength(request) ?? 0) > 0

/** The client went away or fell silent in the middle of its body. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'
}

const DISCONNECTIONS = [
  'ERR_STREAM_PREMATURE_CLOSE',
  // It had gone before anything was sent.
  'ERR_STREAM_UNABLE_TO_PIPE',
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ETIMEDOUT',
]

/** Whether sending failed because the other side is no longer there. */
export const isDisconnection = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && DISCONNECTIONS.includes(String(error.code))

/**
 * The body as it arrives; throws `ClientGone` when it breaks off, or when nothing arrives for `idleTimeoutMs`. Time in
 * which we ourselves are slow does not count.
 */
export async function* receive(request: IncomingMessage, idleTimeoutMs: number): AsyncGenerator<Uint8Array> {
  const { socket } = request
  socket.setTimeout(idleTimeoutMs)
  try {
    // Left open when the reader stops early, for the answer has still to go out on the same connection.
    const pieces: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false })
    for await (const piece of pieces) {
      socket.setTimeout(0)
      yield piece
      socket.setTimeout(idleTimeoutMs)
    }
  } catch (error) {
    throw new ClientGone('The body broke off', { cause: error })
  } finally {
    socket.setTimeout(0)
  }
}

const DISCARD_BYTES = 8 * 1024 * 1024

/**
 * Reads what is left of a body after its answer, so that the connection can be used again; ends the connection where
 * that would be much.
 */
export function discardRest(request: IncomingMessage, response: ServerResponse, idleTimeoutMs: number): void {
  if (!hasBody(request) || request.readableEnded || request.destroyed) return
  const { socket } = request
  const limitTime = () => {
    if (!request.complete) socket.setTimeout(idleTimeoutMs)
  }
  // Once the answer is out, Node sets the time that it keeps an idle connection; a body that stalls gets ours instead.
  if (response.writableFinished) limitTime()
  else response.once('finish', limitTime)
  let discarded = 0
  request.on('error', () => {})
  request.on('data', (piece: Uint8Array) => {
    discarded += piece.length
    if (discarded > DISCARD_BYTES) socket.destroySoon()
  })
}

/** The whole body. Throws SIZE_INVALID (413) for more than `maxBytes`, and `ClientGone`. */
export async function readWhole(
  request: IncomingMessage,
  maxBytes: number,
  idleTimeoutMs: number,
): Promise<Uint8Array> {
  const tooLarge = () =>
    new RegistryFault('SIZE_INVALID', {
      status: 413,
      message: `the manifest is larger than ${maxBytes} bytes`,
    })
  if ((contentLength(request) ?? 0) > maxBytes) throw tooLarge()
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of receive(request, idleTimeoutMs)) {
    size += piece.length
    if (size > maxBytes) throw tooLarge()
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
