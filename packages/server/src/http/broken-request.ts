import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { type AppError, invalidRequest } from '@fairlead/core'
import { toErrorBody } from './error-answer.ts'

const fault = (problem: string, remedy: string): AppError =>
  invalidRequest([{ field: 'request', problem, remedy }])

const WORDS: Record<string, AppError> = {
  HPE_HEADER_OVERFLOW: fault('has headers larger than 16 KiB', 'Send fewer or shorter headers.'),
  ERR_HTTP_REQUEST_TIMEOUT: fault('did not come whole in time', 'Send it faster, or in smaller parts.'),
}

/** Answers what Node could not read as HTTP, in the same shape as every failure. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const known = WORDS[error.code ?? ''] ?? fault('is not HTTP', 'Send a request by RFC 9112.')
  const body = JSON.stringify(toErrorBody(known, randomUUID()))
  const head = [
    'HTTP/1.1 400 Bad Request',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
