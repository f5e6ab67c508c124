import type { ServerEvent } from './route.ts'

/**
 * Runs a use case that tells of its progress, and gives what it tells as events, then `last` with its outcome. Returns
 * once there is something to tell: what fails before anything was told throws here.
 */
export async function toldRun<T>(
  last: string,
  run: (tell: (event: ServerEvent) => void) => Promise<T>,
  toData: (outcome: T) => unknown,
): Promise<AsyncIterable<ServerEvent>> {
  const queue: ServerEvent[] = []
  let wake: () => void = () => undefined
  let woken = new Promise<void>((resolve) => {
    wake = resolve
  })
  const outcome = run((event) => {
    queue.push(event)
    wake()
  })
  const settled = outcome.then(
    () => 'settled' as const,
    () => 'settled' as const,
  )

  async function* events(): AsyncGenerator<ServerEvent> {
    for (;;) {
      yield* queue.splice(0)
      const what = await Promise.race([woken, settled])
      woken = new Promise((resolve) => {
        wake = resolve
      })
      if (what === 'settled' && queue.length === 0) break
    }
    yield { event: last, data: toData(await outcome) }
  }

  const first = await Promise.race([woken, settled])
  if (first === 'settled' && queue.length === 0) await outcome
  return events()
}
