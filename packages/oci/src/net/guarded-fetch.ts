import { AppError, invalidRequest, isAppError, type Transport } from '@fairlead/core'
import { Agent, fetch as undiciFetch } from 'undici'
import { createConnectionTest, type EgressPolicy } from './egress-policy.ts'
import {
  createGuardedConnector,
  createPinnedConnector,
  type Lookup,
  type PinnedConnector,
  systemLookup,
} from './guarded-connector.ts'
import { causes } from './network-fault.ts'

/** A `fetch` that may know other ways to a host. */
export type Fetch = typeof globalThis.fetch & {
  /** The same fetch by way of a registry's own authorities and proxy. Keeps its connections for the next call. */
  via?(transport: Transport): Fetch
}

/** The fetch for a registry. Throws `operation.unsupported` where `fetch` knows no other way than its own. */
export function fetchVia(fetch: Fetch, transport: Transport | undefined): Fetch {
  if (transport === undefined) return fetch
  if (fetch.via) return fetch.via(transport)
  throw new AppError('operation.unsupported', 'A certificate authority or a proxy of its own cannot be used here.')
}

/** A `fetch` that goes only where its policy lets it. */
export interface GuardedFetch extends Fetch {
  /** Closes idle connections and waits for the others. */
  close(): Promise<void>
}

export interface GuardedFetchSettings {
  readonly policy: EgressPolicy
  /** Default 10,000. */
  readonly connectTimeoutMs?: number
  /** From the request's end to the answer's head. Default 300,000. */
  readonly headersTimeoutMs?: number
  /** Between two pieces of a body. Default 120,000. */
  readonly bodyTimeoutMs?: number
  /** Default 65,536. */
  readonly maxResponseHeaderBytes?: number
  /** A seam for tests: told of a connection instead of the network. */
  readonly connector?: PinnedConnector
  /** A seam for tests: answers instead of the system's resolver. */
  readonly lookup?: Lookup
}

function checkAddress(url: URL): void {
  const problem =
    url.protocol !== 'http:' && url.protocol !== 'https:'
      ? `has the scheme "${url.protocol.slice(0, -1)}"`
      : url.username !== '' || url.password !== ''
        ? 'holds a user name or password'
        : undefined
  if (problem === undefined) return
  throw invalidRequest([
    {
      field: 'url',
      problem,
      remedy: 'Write an http:// or https:// address without a user name and password.',
    },
  ])
}

/** The platform's Request is not undici's own: undici gets its parts. */
function partsOf(input: Parameters<Fetch>[0], init: RequestInit | undefined): [url: URL, init: RequestInit] {
  if (!(input instanceof Request)) return [new URL(input), { ...init }]
  const { method, headers, body, signal } = input
  return [new URL(input.url), { method, headers, body, signal, duplex: 'half', ...init }]
}

/**
 * Makes the `fetch` for all outgoing requests. It speaks http and https, checks every address and port that it connects to
 * (see EgressPolicy), never follows a redirect whatever the caller asks for, and limits times and header sizes.
 * The calls throw `egress.denied` for a refused address and `request.invalid` for a URL with a credential or another
 * scheme; network errors pass through (`networkFault` names them).
 */
export function createGuardedFetch(settings: GuardedFetchSettings): GuardedFetch {
  const isAllowed = createConnectionTest(settings.policy)
  const connectTimeoutMs = settings.connectTimeoutMs ?? 10_000
  const agent = new Agent({
    connect: createGuardedConnector({
      isAllowed,
      lookup: settings.lookup ?? systemLookup,
      connect: settings.connector ?? createPinnedConnector(connectTimeoutMs),
    }),
    headersTimeout: settings.headersTimeoutMs ?? 300_000,
    bodyTimeout: settings.bodyTimeoutMs ?? 120_000,
    maxHeaderSize: settings.maxResponseHeaderBytes ?? 65_536,
    allowH2: false,
  })
  // undici's types name its own Response, which is the platform's in all but name.
  const send = undiciFetch as unknown as (
    url: URL,
    init: Omit<RequestInit, 'dispatcher'> & { dispatcher: Agent },
  ) => Promise<Response>
  const guarded: Fetch = async (input, init) => {
    const [url, request] = partsOf(input, init)
    checkAddress(url)
    try {
      return await send(url, { ...request, redirect: 'manual', dispatcher: agent })
    } catch (error) {
      throw causes(error).find((cause): cause is AppError => isAppError(cause, 'egress.denied')) ?? error
    }
  }
  return Object.assign(guarded, { close: () => agent.close() })
}
