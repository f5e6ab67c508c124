import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@fairlead/core'
import type { Refusal } from '@fairlead/oci/registry'
import { type Denial, pullDenial } from '../access/decide.ts'
import { requestOrigin } from '../http/host.ts'
import { sendText } from '../http/json.ts'
import { makeRequestId } from '../http/request-id.ts'
import type { TwinState } from '../state/twin-state.ts'
import { authenticate, type Caller, parseAuthorization, parseBasic } from '../tokens/authenticate.ts'
import { badCredential, denialRefusal, errorBody, nameInvalid, noAccess, PLACEHOLDER } from './refusals.ts'
import type { RegistryTokens, RepositoryScope } from './registry-token.ts'

export interface TokenEndpointParts {
  readonly state: TwinState
  readonly tokens: RegistryTokens
  readonly clock: Clock
}

/**
 * `GET /token`: exchanges a GitHub token, or nothing, for a registry token.
 * https://distribution.github.io/distribution/spec/auth/token/#requesting-a-token
 */
export function createTokenEndpoint(parts: TokenEndpointParts) {
  return (request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void => {
    const headers = { 'Content-Type': 'application/json', 'X-GitHub-Request-Id': makeRequestId(parts.clock) }
    request.resume()
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendText(response, 405, { ...headers, Allow: 'GET' }, '')
      return
    }
    const result = exchange(parts, request, query)
    if (typeof result === 'string') sendText(response, 200, headers, JSON.stringify({ token: result }))
    else sendText(response, result.status, { ...headers, ...result.headers }, errorBody(result.errors))
  }
}

/** The registry token, or why there is none. */
function exchange(
  { state, tokens, clock }: TokenEndpointParts,
  request: IncomingMessage,
  query: URLSearchParams,
): string | Refusal {
  const caller = identify(state, clock, request)
  if (caller === 'bad') return badCredential
  const asked = parseScopes(query)
  if (asked.some(({ repository }) => /[A-Z]/.test(repository))) return nameInvalid

  const decided = asked.map((scope) => decideScope(state, caller, scope))
  const scopes = decided.flatMap((one) => ('granted' in one ? [one.granted] : []))
  const refused = decided.find((one) => 'denial' in one)
  if (scopes.length === 0 && refused) {
    const where = { origin: requestOrigin(request), repository: refused.repository }
    return denialRefusal(refused.denial, '', where)
  }
  if (caller !== 'anonymous') return tokens.issue({ tokenId: caller.token.id, scopes })
  return scopes.length > 0 ? tokens.issue({ tokenId: null, scopes }) : noAccess
}

/** A bearer token is ignored here, as ghcr.io ignores it; a wrong Basic credential never falls back to anonymous. */
function identify(state: TwinState, clock: Clock, request: IncomingMessage): Caller | 'bad' {
  const given = parseAuthorization(request.headers.authorization)
  if (given?.scheme !== 'basic') return 'anonymous'
  const basic = parseBasic(given.value)
  return (basic && authenticate(state, clock, basic.password)) ?? 'bad'
}

/** `scope=repository:o/i:pull,push`, given several times or separated by spaces. */
function parseScopes(query: URLSearchParams): RepositoryScope[] {
  return query
    .getAll('scope')
    .flatMap((value) => value.split(' '))
    .flatMap((scope) => {
      const match = /^repository(?:\([^)]*\))?:(.+):([^:]*)$/.exec(scope)
      if (!match?.[1]) return []
      const actions = (match[2] ?? '').split(',')
      const all = actions.includes('*')
      const push = all || actions.includes('push') || actions.includes('delete')
      return [{ repository: match[1], pull: all || actions.includes('pull'), push }]
    })
}

type Decided =
  | { readonly granted: RepositoryScope }
  | { readonly denial: Denial; readonly repository: string }

// With these ghcr.io's login and token exchange succeed; the registry itself refuses later, and says why.
const LATER: ReadonlySet<Denial> = new Set([
  'scopes-missing',
  'classic-forbidden',
  'actions-read',
  'installation-read',
  'installation-absent',
])

function decideScope(state: TwinState, caller: Caller, scope: RepositoryScope): Decided {
  const slash = scope.repository.indexOf('/')
  const owner = scope.repository.slice(0, Math.max(slash, 0))
  const denial = pullDenial(state, caller, owner, scope.repository.slice(slash + 1))
  if (caller === 'anonymous') {
    return denial ? { denial, repository: scope.repository } : { granted: { ...scope, push: false } }
  }
  const login = scope.repository === PLACEHOLDER
  if (!denial || scope.push || login || LATER.has(denial)) return { granted: scope }
  return { denial, repository: scope.repository }
}
