import { snakeKeys } from '@fairlead/api'
import type { VerifyRequest } from '@fairlead/core'
import type { ServerEvent } from './route.ts'

type Watch = Required<Pick<VerifyRequest, 'onStart' | 'onCheck'>>

/**
 * Runs a use case that verifies, and gives its checks as events as they begin and end, then `last` with its outcome.
 * Returns once there is something to tell: what fails before any check began throws here.
 */
export async function watchedRun<T>(
  last: string,
  run: (watch: Watch) => Promise<T>,
  toData: (outcome: T) => unknown,
): Promise<AsyncIterable<ServerEvent>> {
  const queue: ServerEvent[] = []
  let wake: () => void = () => undefined
  let woken = new Promise<void>((resolve) => {
    wake = resolve
  })
  const tell = (event: ServerEvent): void => {
    queue.push(event)
    wake()
  }
  const outcome = run({
    onStart: ({ id, title }) => tell({ event: 'check-started', data: { id, title } }),
    onCheck: (check) => tell({ event: 'check', data: snakeKeys(check) }),
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
