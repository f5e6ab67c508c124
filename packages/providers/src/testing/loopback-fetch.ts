import { createGuardedFetch, type Fetch } from '@fairlead/oci/net'
import { onTestFinished } from 'vitest'

export interface SeenRequest {
  readonly method: string
  readonly url: string
  /** Whether it carried a credential. */
  readonly authorized: boolean
}

export interface LoopbackFetch {
  readonly fetch: Fetch
  readonly seen: readonly SeenRequest[]
  /** Ends idle connections. */
  close(): Promise<void>
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost'])

/** The real guarded fetch, that records what it is asked and refuses to leave this machine. */
export function createLoopbackFetch(): LoopbackFetch {
  const inner = createGuardedFetch({ policy: { privateNetworks: 'allow' } })
  const seen: SeenRequest[] = []
  const fetch: Fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    const headers = new Headers(init?.headers)
    seen.push({ method: init?.method ?? 'GET', url, authorized: headers.has('authorization') })
    if (!LOOPBACK.has(new URL(url).hostname)) throw new Error(`A test tried to leave this machine: ${url}`)
    return inner(input, init)
  }
  return { fetch, seen, close: () => inner.close() }
}

/** As `createLoopbackFetch`, closed when the test is over. */
export function loopbackFetch(): LoopbackFetch {
  const created = createLoopbackFetch()
  onTestFinished(() => created.close())
  return created
}
