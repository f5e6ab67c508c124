import { connect, type Socket } from 'node:net'
import { throwIfCanceled } from '../../cancellation.ts'

/** One way to a container's port. */
export interface Way {
  readonly via: 'container' | 'published'
  readonly host: string
  readonly port: number
}

export type Dialed =
  | { readonly socket: Socket; readonly way: Way }
  | { readonly socket?: undefined; readonly answered: string }

// An address of the engine's bridge answers in well under a millisecond, or there is no way to it from here.
const NO_WAY_MS = 500
const NO_WAY = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EACCES', 'EPERM'])

/**
 * Connects by the first way that leads anywhere. A refusal by the container itself is final: the engine's proxy behind
 * a published port accepts even while nothing listens in the container.
 */
export async function dial(ways: readonly Way[], timeoutMs: number, signal: AbortSignal): Promise<Dialed> {
  let answered = 'the container has no address'
  for (const [index, way] of ways.entries()) {
    throwIfCanceled(signal)
    const isLast = index === ways.length - 1
    const result = await connectTo(way, isLast ? timeoutMs : Math.min(NO_WAY_MS, timeoutMs), signal)
    if (result instanceof Error) {
      const code = (result as NodeJS.ErrnoException).code ?? result.message
      answered = `${way.host}:${way.port} ${code}`
      if (!NO_WAY.has(code)) return { answered }
    } else {
      return { socket: result, way }
    }
  }
  return { answered }
}

function connectTo(way: Way, timeoutMs: number, signal: AbortSignal): Promise<Socket | Error> {
  const { promise, resolve } = Promise.withResolvers<Socket | Error>()
  const socket = connect({ host: way.host, port: way.port, signal })
  const timer = setTimeout(() => socket.destroy(errno('ETIMEDOUT')), timeoutMs)
  const settle = (result: Socket | Error) => {
    clearTimeout(timer)
    resolve(result)
  }
  socket.once('connect', () => settle(socket))
  socket.on('error', settle)
  // An abort may close the socket without an error of its own.
  socket.once('close', () => settle(errno('ECONNABORTED')))
  return promise
}

const errno = (code: string): Error => Object.assign(new Error(code), { code })
