import { once } from 'node:events'
import type { Socket } from 'node:net'
import { anySignal } from '@fairlead/core'
import type { Dialed } from './dial.ts'
import type { ProbeAnswer } from './probe-answer.ts'

const PROXY_CLOSES_MS = 250

/**
 * Whether the container accepts. By its own address a connection is the proof. Behind a published port it is the
 * engine's proxy that accepts, and it closes at once when nothing listens: the line must stay open for a moment.
 */
export async function askTcp(dialed: Dialed, signal: AbortSignal): Promise<ProbeAnswer> {
  if (!dialed.socket) return { ok: false, answered: dialed.answered }
  const { socket, way } = dialed
  try {
    if (way.via === 'published' && (await closes(socket, signal))) {
      return { ok: false, answered: `${way.host}:${way.port} closed the connection at once` }
    }
    return { ok: true, answered: `${way.host}:${way.port} accepted` }
  } finally {
    socket.destroy()
  }
}

async function closes(socket: Socket, signal: AbortSignal): Promise<boolean> {
  const patience = anySignal(signal, AbortSignal.timeout(PROXY_CLOSES_MS))
  socket.resume()
  const said = Promise.race([
    once(socket, 'data', { signal: patience }).then(() => false),
    once(socket, 'close', { signal: patience }).then(() => true),
  ])
  return said.catch(() => false)
}
