/** A limit on silence: fires unless it is put off in time. */
export interface Deadline {
  /** Aborted with a TimeoutError when the time has passed. */
  readonly signal: AbortSignal
  /** Starts the time anew. */
  putOff(ms: number): void
  /** Stops the time, until it is put off again. */
  lift(): void
}

export function createDeadline(ms: number): Deadline {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const lift = (): void => clearTimeout(timer)
  const putOff = (next: number): void => {
    lift()
    timer = setTimeout(() => {
      controller.abort(new DOMException(`Nothing came for ${next} ms.`, 'TimeoutError'))
    }, next)
  }
  putOff(ms)
  return { signal: controller.signal, putOff, lift }
}
