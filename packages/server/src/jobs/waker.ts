/** Something that a loop sleeps by. */
export interface Waker {
  wake(): void
  /** Resolves after `ms`, at the next `wake`, or at once when one came since the last `sleep`, or the signal fired. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export function createWaker(): Waker {
  let woken = false
  let rouse: (() => void) | undefined
  return {
    wake() {
      woken = true
      rouse?.()
    },
    async sleep(ms, signal) {
      if (!woken && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>()
        const rise = (): void => resolve()
        const timer = setTimeout(rise, ms)
        rouse = rise
        signal.addEventListener('abort', rise, { once: true })
        await promise
        clearTimeout(timer)
        signal.removeEventListener('abort', rise)
        rouse = undefined
      }
      woken = false
    },
  }
}
