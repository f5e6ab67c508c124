import type { Transport } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import { onTestFinished } from 'vitest'
import { createLoopbackFetch, type LoopbackFetch, type SeenRequest } from './loopback-fetch.ts'

/** The header by which a server that plays several hosts of a vendor learns which one is asked: `https://auth.docker.io`. */
export const ASKED_ORIGIN = 'x-asked-origin'

/** Which server on this machine plays an address: by its origin, or for whole families of hosts by a function. */
export type HostMap = Readonly<Record<string, string>> | ((origin: string, url: URL) => string | undefined)

export interface MappedFetch extends LoopbackFetch {
  /** The transports that were asked for, in order. */
  readonly transports: readonly Transport[]
}

/**
 * The real guarded fetch for a provider that asks its vendor's own addresses: they are answered by servers on this
 * machine. `seen` holds the vendor's addresses. Any other address is an error, and nothing is sent.
 */
export function createMappedFetch(hosts: HostMap): MappedFetch {
  const inner = createLoopbackFetch()
  const seen: SeenRequest[] = []
  const transports: Transport[] = []
  const serverOf = (url: URL): string | undefined =>
    typeof hosts === 'function' ? hosts(url.origin, url) : hosts[url.origin]

  const send: typeof globalThis.fetch = async (input, init) => {
    const request = input instanceof Request ? input : undefined
    const url = new URL(request?.url ?? String(input))
    const server = serverOf(url)
    if (server === undefined) return inner.fetch(input, init)
    const headers = new Headers(init?.headers ?? request?.headers)
    const method = init?.method ?? request?.method ?? 'GET'
    seen.push({ method, url: url.href, authorized: headers.has('authorization') })
    headers.set(ASKED_ORIGIN, url.origin)
    const target = `${server}${url.pathname}${url.search}`
    return inner.fetch(request ? new Request(target, request) : target, { ...init, headers })
  }
  const via = (transport: Transport): Fetch => {
    transports.push(transport)
    return fetch
  }
  const fetch: Fetch = Object.assign(send, { via })
  return { fetch, seen, transports, close: inner.close }
}

/** As `createMappedFetch`, closed when the test is over. */
export function mappedFetch(hosts: HostMap): MappedFetch {
  const created = createMappedFetch(hosts)
  onTestFinished(() => created.close())
  return created
}
