import { untilAborted } from './call.ts'

interface Running<T> {
  readonly promise: Promise<T>
  readonly controller: AbortController
  waiting: number
}

/**
 * Does work once for all who ask for the same key meanwhile. Each waits with a signal of its own; the work is given up
 * when nobody waits any more.
 */
export function createSharedWork<T>() {
  const running = new Map<string, Running<T>>()

  function begin(key: string, work: (signal: AbortSignal) => Promise<T>): Running<T> {
    const controller = new AbortController()
    const entry: Running<T> = {
      controller,
      waiting: 0,
      promise: work(controller.signal).finally(() => {
        if (running.get(key) === entry) running.delete(key)
      }),
    }
    running.set(key, entry)
    // Whoever waits gets the failure; without anyone left it must not count as unhandled.
    entry.promise.catch(() => undefined)
    return entry
  }

  return async (key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    signal.throwIfAborted()
    const entry = running.get(key) ?? begin(key, work)
    entry.waiting += 1
    try {
      return await untilAborted(entry.promise, signal)
    } finally {
      entry.waiting -= 1
      if (entry.waiting === 0) {
        if (running.get(key) === entry) running.delete(key)
        entry.controller.abort(new DOMException('Nobody waits any more.', 'AbortError'))
      }
    }
  }
}
