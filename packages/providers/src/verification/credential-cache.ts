import { createHash } from 'node:crypto'
import type { Clock, RegistryConnection, RegistryCredential } from '@fairlead/core'

/** Credentials that were made of a connection's own secrets, kept until shortly before they end. */
export interface CredentialCache {
  /**
   * The one that is kept, or else what `make` gives: once for all who ask meanwhile. The making is given up when nobody
   * waits any more. Throws what `make` throws, and the signal's reason.
   */
  get(
    connection: RegistryConnection,
    signal: AbortSignal,
    make: (signal: AbortSignal) => Promise<RegistryCredential>,
  ): Promise<RegistryCredential>
  /** Keeps one that was made elsewhere, as by a verification. */
  keep(connection: RegistryConnection, credential: RegistryCredential): void
}

interface Kept {
  readonly credential: RegistryCredential
  /** Milliseconds since 1970 until which it is given out. */
  readonly until: number
}

interface Making {
  readonly promise: Promise<RegistryCredential>
  readonly controller: AbortController
  waiting: number
}

/** What is given out lasts so long at least, or three quarters of its life where that is shorter: a pull takes its time. */
const MARGIN_MS = 10 * 60_000
const MOST = 10_000

/** Tells connections apart without holding their secrets. */
function keyOf({ kind, url, config, secrets, transport }: RegistryConnection): string {
  const opened = Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()])
  const sorted = (entries: [string, unknown][]) => entries.sort(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([kind, url, sorted(Object.entries(config)), opened.sort(), transport])
  return createHash('sha256').update(text).digest('base64')
}

/** Rejects with the signal's reason when it fires first. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const stop = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

export function createCredentialCache(clock: Clock): CredentialCache {
  const kept = new Map<string, Kept>()
  const makings = new Map<string, Making>()

  function store(key: string, credential: RegistryCredential): void {
    const ends = Date.parse(credential.expiresAt ?? '')
    const now = clock.now().getTime()
    // Without a known end there is no telling how long it may be given out.
    if (Number.isNaN(ends) || ends <= now) return
    kept.delete(key)
    kept.set(key, { credential, until: ends - Math.min(MARGIN_MS, (ends - now) / 4) })
    const [oldest] = kept.keys()
    if (kept.size > MOST && oldest !== undefined) kept.delete(oldest)
  }

  function begin(key: string, make: (signal: AbortSignal) => Promise<RegistryCredential>): Making {
    const controller = new AbortController()
    const promise = make(controller.signal).then((credential) => {
      store(key, credential)
      return credential
    })
    const making: Making = { controller, promise, waiting: 0 }
    const forget = (): void => {
      if (makings.get(key) === making) makings.delete(key)
    }
    promise.then(forget, forget)
    makings.set(key, making)
    return making
  }

  return {
    keep: (connection, credential) => store(keyOf(connection), credential),
    async get(connection, signal, make) {
      signal.throwIfAborted()
      const key = keyOf(connection)
      const found = kept.get(key)
      if (found && clock.now().getTime() < found.until) return found.credential
      kept.delete(key)
      const making = makings.get(key) ?? begin(key, make)
      making.waiting += 1
      try {
        return await unlessAborted(making.promise, signal)
      } finally {
        making.waiting -= 1
        if (making.waiting === 0) {
          if (makings.get(key) === making) makings.delete(key)
          making.controller.abort(new DOMException('Nobody waits any more.', 'AbortError'))
        }
      }
    },
  }
}
