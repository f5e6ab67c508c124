import { AppError, invalidRequest, isAppError, type Transport } from '@fairlead/core'
import { Agent, type Dispatcher, fetch as undiciFetch } from 'undici'
import { limitAnswers } from './answer-limits.ts'
import { createDispatchers } from './dispatchers.ts'
import { createEgressConnector, type OperatorProxy } from './egress-connector.ts'
import { createEgressGuard, type EgressPolicy } from './egress-policy.ts'
import {
  createPinnedConnector,
  type Lookup,
  type PinnedConnector,
  systemLookup,
  within,
} from './guarded-connector.ts'
import { causes } from './network-trouble.ts'
import { isBlockedByFetch } from './port-rules.ts'

/** A `fetch` that may know other ways to a host. */
export type Fetch = typeof globalThis.fetch & {
  /**
   * The same fetch by way of a registry's own authorities and proxy. Keeps its connections for the next call. Throws
   * `request.invalid` naming the field of `transport` that cannot be used.
   */
  via?(transport: Transport): Fetch
}

/** The fetch for a registry. Throws `operation.unsupported` where `fetch` knows no other way than its own. */
export function fetchVia(fetch: Fetch, transport: Transport | undefined): Fetch {
  if (transport === undefined) return fetch
  if (fetch.via) return fetch.via(transport)
  throw new AppError(
    'operation.unsupported',
    'A certificate authority or a proxy of its own cannot be used here.',
  )
}

/** A `fetch` that goes only where its policy lets it. */
export interface GuardedFetch extends Fetch {
  via(transport: Transport): Fetch
  /** Closes idle connections, those of all transports, and waits for the others. */
  close(): Promise<void>
}

export interface GuardedFetchSettings {
  readonly policy: EgressPolicy
  /** For every request that names no proxy of its own. */
  readonly operatorProxy?: OperatorProxy
  /** For DNS, for the connection, for a proxy's answer and for the TLS handshake, each. Default 10,000. */
  readonly connectTimeoutMs?: number
  /** From the request's end to the answer's head. Default 300,000. */
  readonly headersTimeoutMs?: number
  /** Between two pieces of a body. Default 120,000. */
  readonly bodyTimeoutMs?: number
  /** Default 65,536. */
  readonly maxResponseHeaderBytes?: number
  /** Transports that are kept ready at a time; those least recently used are closed. Default 64. */
  readonly maxTransports?: number
  /** A seam for tests: told of a connection instead of the network. */
  readonly connector?: PinnedConnector
  /** A seam for tests: answers instead of the system's resolver. */
  readonly lookup?: Lookup
}

function checkAddress(url: URL | null): URL {
  const problem =
    url === null
      ? 'is not an address'
      : url.protocol !== 'http:' && url.protocol !== 'https:'
        ? `has the scheme "${url.protocol.slice(0, -1)}"`
        : url.username !== '' || url.password !== ''
          ? 'holds a user name or password'
          : undefined
  if (url !== null && problem === undefined) return url
  throw invalidRequest([
    {
      field: 'url',
      problem: problem ?? 'is not an address',
      remedy: 'Write an http:// or https:// address without a user name and password.',
    },
  ])
}

/** The platform's Request is not undici's own: undici gets its parts. */
function partsOf(input: Parameters<Fetch>[0], init: RequestInit | undefined): [url: URL, init: RequestInit] {
  if (!(input instanceof Request)) return [checkAddress(URL.parse(String(input))), { ...init }]
  const { method, headers, body, signal } = input
  return [checkAddress(URL.parse(input.url)), { method, headers, body, signal, duplex: 'half', ...init }]
}

// undici's types name its own Response, which is the platform's in all but name.
const send = undiciFetch as unknown as (
  url: URL,
  init: Omit<RequestInit, 'dispatcher'> & { dispatcher: Dispatcher },
) => Promise<Response>

/** The same request to a port that `fetch` itself would not ask: whether it is asked is for our policy to say. */
async function sendAnyPort(url: URL, init: Parameters<typeof send>[1]): Promise<Response> {
  if (!isBlockedByFetch(Number(url.port))) return send(url, init)
  const shown = new URL(url)
  shown.port = ''
  const dispatcher = init.dispatcher.compose(
    (dispatch) => (options, handler) => dispatch({ ...options, origin: url.origin }, handler),
  )
  const response = await send(shown, { ...init, dispatcher })
  return Object.defineProperty(response, 'url', { value: url.href })
}

/**
 * Makes the `fetch` for all outgoing requests. It speaks http and https, checks every address and port that it connects to
 * (see EgressPolicy), never follows a redirect whatever the caller asks for, asks for no content encoding unless the
 * caller does, and limits times and heads of answers. `via` gives the same for a registry that has authorities or a
 * proxy of its own.
 * The calls throw `egress.denied` for a refused address or port and `request.invalid` for a URL with a credential or
 * another scheme; network errors pass through (`networkTrouble` names them).
 */
export function createGuardedFetch(settings: GuardedFetchSettings): GuardedFetch {
  const timeoutMs = settings.connectTimeoutMs ?? 10_000
  const maxHeaderSize = settings.maxResponseHeaderBytes ?? 65_536
  const parts = {
    guard: createEgressGuard(settings.policy),
    lookup: within(settings.lookup ?? systemLookup, timeoutMs),
    connect: settings.connector ?? createPinnedConnector(timeoutMs),
    operatorProxy: settings.operatorProxy,
    timeoutMs,
    maxHeaderBytes: maxHeaderSize,
  }
  const create = (transport: Transport | undefined): Dispatcher =>
    new Agent({
      connect: createEgressConnector(transport, parts),
      headersTimeout: settings.headersTimeoutMs ?? 300_000,
      bodyTimeout: settings.bodyTimeoutMs ?? 120_000,
      maxHeaderSize,
      allowH2: false,
    }).compose(limitAnswers)
  const dispatchers = createDispatchers(create, settings.maxTransports ?? 64)

  const fetchBy =
    (transport: Transport | undefined): typeof globalThis.fetch =>
    async (input, init) => {
      const [url, request] = partsOf(input, init)
      const headers = new Headers(request.headers)
      if (!headers.has('accept-encoding')) headers.set('accept-encoding', 'identity')
      const dispatcher = dispatchers.of(transport)
      try {
        return await sendAnyPort(url, { ...request, headers, redirect: 'manual', dispatcher })
      } catch (error) {
        throw causes(error).find((cause): cause is AppError => isAppError(cause, 'egress.denied')) ?? error
      }
    }

  const via = (transport: Transport): Fetch => {
    dispatchers.of(transport)
    return Object.assign(fetchBy(transport), { via })
  }
  return Object.assign(fetchBy(undefined), { via, close: () => dispatchers.close() })
}
