import { createHash } from 'node:crypto'
import type { Transport } from '@fairlead/core'
import type { Dispatcher } from 'undici'

/** The ways out of this server: one of its own, and one for each distinct transport in use. */
export interface Dispatchers {
  /** Throws `request.invalid` for a transport that cannot be used. Asked anew for each request: unused ones are closed. */
  of(transport: Transport | undefined): Dispatcher
  /** Closes all of them: those in use when they are idle. */
  close(): Promise<void>
}

const OWN = ''

/** Equal for transports of equal content. Hashed, so that no password stands in a key. */
export function transportKey(transport: Transport | undefined): string {
  const { caCertificates, skipTlsVerify, proxy } = transport ?? {}
  if (caCertificates === undefined && !skipTlsVerify && proxy === undefined) return OWN
  const user = proxy && [proxy.url, proxy.username ?? '', proxy.password?.reveal() ?? '']
  const content = JSON.stringify([caCertificates ?? '', skipTlsVerify ?? false, user ?? []])
  return createHash('sha256').update(content).digest('base64')
}

/**
 * Keeps dispatchers by the content of their transport, the most recently used `limit` of them. One that is put out
 * serves what it has begun, and closes.
 */
export function createDispatchers(
  create: (transport: Transport | undefined) => Dispatcher,
  limit: number,
): Dispatchers {
  const own = create(undefined)
  const kept = new Map<string, Dispatcher>()
  const closing = new Set<Promise<void>>()
  let ended: Promise<unknown> | undefined

  function retire(dispatcher: Dispatcher): Promise<void> {
    const done = dispatcher.close().finally(() => closing.delete(done))
    closing.add(done)
    return done
  }

  function add(key: string, transport: Transport | undefined): Dispatcher {
    const created = create(transport)
    kept.set(key, created)
    const [oldest] = kept
    if (kept.size > limit && oldest) {
      kept.delete(oldest[0])
      retire(oldest[1]).catch(() => undefined)
    }
    return created
  }

  return {
    of(transport) {
      const key = transportKey(transport)
      // After the end every request meets the closed one, and fails as such.
      if (key === OWN || ended) return own
      const held = kept.get(key)
      if (held === undefined) return add(key, transport)
      kept.delete(key)
      kept.set(key, held)
      return held
    },
    async close() {
      ended ??= Promise.all([...closing, ...[own, ...kept.values()].map(retire)])
      kept.clear()
      await ended
    },
  }
}
