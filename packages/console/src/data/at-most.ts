/** Lets at most so many of the given works run at once; who waits and is not wanted any more leaves the queue. */
export function atMost(limit: number) {
  let running = 0
  const waiting = new Set<() => void>()

  async function turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (running < limit) {
      running += 1
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const leave = () => {
      waiting.delete(resolve)
      reject(signal.reason)
    }
    waiting.add(resolve)
    signal.addEventListener('abort', leave, { once: true })
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }
  const done = (): void => {
    const [next] = waiting
    if (next === undefined) {
      running -= 1
      return
    }
    // The place goes on to who waited longest.
    waiting.delete(next)
    next()
  }

  return async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    await turn(signal)
    try {
      return await work()
    } finally {
      done()
    }
  }
}
