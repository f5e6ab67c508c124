import { EXIT } from './exit-codes.ts'
import { exitCodeOfSignal, Interrupted, type Io } from './io.ts'

/** Resolves when the signal fires. */
async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => resolve(), { once: true })
  await promise
}

/**
 * Stays up until the person ends it, then closes. A service manager's SIGTERM is how such a command is meant to end,
 * so that is 0; Ctrl-C is 130 as everywhere.
 */
export async function stayUp(io: Io, running: { close(): Promise<void> }): Promise<number> {
  await untilAborted(io.signal)
  await running.close()
  const reason: unknown = io.signal.reason
  if (!(reason instanceof Interrupted) || reason.signal === 'SIGTERM') return EXIT.ok
  return exitCodeOfSignal(reason.signal)
}
