import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock, Secret } from '@fairlead/core'
import { createRegistry, type Registry, type Storage } from '@fairlead/oci/registry'
import { ADMIN_PATH, createAdmin } from './admin/create-admin.ts'
import type { TwinAdministration } from './administration/administration.ts'
import { sendText } from './http/json.ts'
import { createAuthorize } from './registry/authorize.ts'
import { BLOB_PATH, createBlobLinks } from './registry/blob-links.ts'
import { ghcrBehaviour } from './registry/ghcr-behaviour.ts'
import { createPublicCatalog } from './registry/public-catalog.ts'
import { recordPush } from './registry/record-push.ts'
import { createRegistryTokens } from './registry/registry-token.ts'
import { createSigner } from './registry/signature.ts'
import { createTokenEndpoint } from './registry/token-endpoint.ts'
import { API_PATH, createApi } from './rest/create-api.ts'
import { createSsoRequests } from './rest/sso-requests.ts'
import type { TwinState } from './state/twin-state.ts'
import type { Caller } from './tokens/authenticate.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>

export interface HandlerParts {
  readonly mode: 'ghcr' | 'open'
  readonly state: TwinState
  readonly storage: Storage
  readonly administration: TwinAdministration
  readonly adminToken: Secret
  readonly clock: Clock
  readonly onError: (error: unknown, request: IncomingMessage) => void
}

/** Sends each request to the part of the twin that its path names. */
export function createHandler(parts: HandlerParts): Handler {
  const doors = parts.mode === 'ghcr' ? ghcrDoors(parts) : openDoors(parts)
  const admin = createAdmin(parts.administration, parts.adminToken)
  return (request, response, url) => {
    const { pathname } = url
    if (isBelow(pathname, ADMIN_PATH)) return admin(request, response, url)
    const door = doors.find(({ opens }) => opens(pathname))
    if (door) return door.handle(request, response, url)
    request.resume()
    sendText(response, 404, { 'Content-Type': 'text/plain' }, 'Not Found\n')
  }
}

interface Door {
  readonly opens: (path: string) => boolean
  readonly handle: Handler
}

const isBelow = (path: string, base: string): boolean => path === base || path.startsWith(`${base}/`)

function registryDoor(registry: Registry): Door {
  return {
    opens: (path) => isBelow(path, '/v2'),
    handle: (request, response) => registry.handle(request, response),
  }
}

function openDoors({ storage, clock, onError }: HandlerParts): Door[] {
  return [registryDoor(createRegistry({ storage, clock, onError }))]
}

function ghcrDoors({ state, storage, administration, clock, onError }: HandlerParts): Door[] {
  const signer = createSigner()
  const tokens = createRegistryTokens(signer, clock, () => state.settings.registryTokenTtlMs)
  const links = createBlobLinks(signer, storage, clock)
  const sso = createSsoRequests(signer, administration, clock)
  // Who was let in, for the push that becomes of it: the registry itself knows no callers.
  const visit = new AsyncLocalStorage<{ caller?: Caller }>()
  const registry = createRegistry({
    storage,
    clock,
    onError,
    behaviour: ghcrBehaviour(links, clock),
    authorize: createAuthorize({
      state,
      tokens,
      clock,
      onCaller: ({ action }, caller) => {
        const current = visit.getStore()
        if (current && action === 'push') current.caller = caller
      },
    }),
    onPush: (event) => recordPush({ state, storage, clock }, event, visit.getStore()?.caller),
  })
  const token = createTokenEndpoint({ state, tokens, clock })
  const catalog = createPublicCatalog(state, tokens, clock)
  const inRegistry = registryDoor(registry)
  return [
    {
      opens: (path) => path === '/token',
      handle: (request, response, url) => token(request, response, url.searchParams),
    },
    {
      opens: (path) => path === '/v2/_catalog',
      handle: (request, response, url) => catalog(request, response, url.searchParams),
    },
    { ...inRegistry, handle: (...exchange) => visit.run({}, () => inRegistry.handle(...exchange)) },
    { opens: (path) => path.startsWith(BLOB_PATH), handle: links.serve },
    {
      opens: (path) => isBelow(path, API_PATH),
      handle: createApi({ state, administration, storage, sso, clock }),
    },
    { opens: (path) => /^\/orgs\/[^/]+\/sso$/.test(path), handle: sso.serve },
  ]
}
