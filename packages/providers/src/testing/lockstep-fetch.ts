import { setImmediate as turn } from 'node:timers/promises'
import type { Fetch } from '@fairlead/oci/net'

export interface LockstepFetch {
  readonly fetch: Fetch
  /** What was asked side by side, wave after wave: their number is the depth in round trips. */
  readonly waves: readonly (readonly string[])[]
}

// Turns of the event loop in which whoever got answers may ask further, before the wave counts as complete.
const IDLE_TURNS = 25

interface Held {
  readonly line: string
  release(): void
}

/**
 * A network whose answers all come at the same moment, once nobody asks anything further: what a constant latency does,
 * without a clock. Answers are read in full before they are given out.
 */
export function createLockstepFetch(inner: Fetch): LockstepFetch {
  const waves: string[][] = []
  let held: Held[] = []
  let open = 0
  let asked = 0

  async function releaseWhenIdle(): Promise<void> {
    const before = asked
    for (let turns = 0; turns < IDLE_TURNS; turns += 1) {
      await turn()
      if (asked !== before) return
    }
    if (held.length === 0 || held.length !== open) return
    const wave = held
    held = []
    open = 0
    waves.push(wave.map(({ line }) => line))
    for (const { release } of wave) release()
  }

  const fetch: Fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input))
    const line = `${init?.method ?? 'GET'} ${url.pathname}`
    open += 1
    asked += 1
    const response = await inner(input, init)
    const { status, headers } = response
    const body = await response.arrayBuffer()
    const turnToGo = Promise.withResolvers<void>()
    held.push({ line, release: turnToGo.resolve })
    if (held.length === open) void releaseWhenIdle()
    await turnToGo.promise
    return new Response(body.byteLength === 0 ? null : body, { status, headers })
  }
  return { fetch, waves }
}
