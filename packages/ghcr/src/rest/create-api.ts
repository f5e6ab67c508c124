import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@fairlead/core'
import { requestOrigin } from '../http/host.ts'
import { sendJson, sendText } from '../http/json.ts'
import { makeRequestId } from '../http/request-id.ts'
import type { TwinState } from '../state/twin-state.ts'
import { authenticate, type Caller, parseAuthorization, parseBasic } from '../tokens/authenticate.ts'
import { type ApiAnswer, type ApiCall, type ApiParts, ApiRefusal, type ApiRoute } from './call.ts'
import { createLockout } from './lockout.ts'
import { matchRoute } from './match-route.ts'
import { createRateLimiter, rateHeaders } from './rate-limit.ts'
import { accountRoutes } from './routes/accounts.ts'
import { organizationRoutes } from './routes/organizations.ts'
import { packageRoutes } from './routes/packages.ts'

/** Where GitHub Enterprise Server has its API. */
export const API_PATH = '/api/v3'

const ROUTES: readonly ApiRoute[] = [...accountRoutes, ...organizationRoutes, ...packageRoutes]
const ANONYMOUS_LIMIT = 60
const DOCS = 'https://docs.github.com/rest'

/** The GitHub REST API around the registry. */
export function createApi(parts: ApiParts) {
  const { state, clock } = parts
  const lockout = createLockout(() => state.settings, clock)
  const limiter = createRateLimiter(clock)

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    request.resume()
    const path = url.pathname.slice(API_PATH.length)
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
    const headers: Record<string, string> = {
      'X-GitHub-Media-Type': 'github.v3; format=json',
      'X-GitHub-Request-Id': makeRequestId(clock),
    }
    const send = ({ status, body, headers: own }: ApiAnswer) =>
      body === undefined
        ? sendText(response, status, { ...headers, ...own }, '')
        : sendJson(response, status, { ...headers, ...own }, body)
    const refuse = ({ status, message, headers: own }: ApiRefusal, docs = '') =>
      send({
        status,
        headers: own,
        body: { message, documentation_url: `${DOCS}${docs}`, status: String(status) },
      })

    const signsIn = request.headers.authorization !== undefined
    if (signsIn && lockout.locked) return refuse(LOCKED)
    const caller = identify(state, clock, request.headers.authorization)
    if (caller === 'bad') {
      lockout.recordFailure()
      return refuse(lockout.locked ? LOCKED : new ApiRefusal(401, 'Bad credentials'))
    }

    const found = matchRoute(ROUTES, method, path)
    const cost = path === '/rate_limit' ? 0 : 1
    const rate =
      caller === 'anonymous'
        ? limiter.take(`address ${request.socket.remoteAddress}`, ANONYMOUS_LIMIT, cost)
        : limiter.take(`token ${caller.token.id}`, state.settings.apiRequestsPerHour, cost)
    Object.assign(headers, rateHeaders(rate), callerHeaders(caller, found?.route))
    if (rate.exceeded) return refuse(rateExceeded(caller, request), RATE_DOCS)
    if (!found) return refuse(new ApiRefusal(404, 'Not Found'))

    const origin = requestOrigin(request)
    const call: ApiCall = {
      ...parts,
      caller,
      param: (name) => found.params.get(name) ?? '',
      query: url.searchParams,
      origin,
      api: `${origin}${API_PATH}`,
      url: new URL(`${url.pathname}${url.search}`, origin),
      rate,
    }
    try {
      send(await found.route.handle(call))
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error
      refuse(error, found.route.docs)
    }
  }
}

const LOCKED = new ApiRefusal(403, 'Maximum number of login attempts exceeded. Please try again later.')
const RATE_DOCS = '/overview/rate-limits-for-the-rest-api'

function rateExceeded(caller: Caller, request: IncomingMessage): ApiRefusal {
  return caller === 'anonymous'
    ? new ApiRefusal(
        403,
        `API rate limit exceeded for ${request.socket.remoteAddress}. (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation for more details.)`,
      )
    : new ApiRefusal(403, `API rate limit exceeded for user ID ${caller.user.id}.`)
}

/** `Bearer`, `token`, or Basic with the token in either place. */
function identify(state: TwinState, clock: Clock, header: string | undefined): Caller | 'bad' {
  if (header === undefined) return 'anonymous'
  const given = parseAuthorization(header)
  if (given?.scheme === 'bearer' || given?.scheme === 'token') {
    return authenticate(state, clock, given.value) ?? 'bad'
  }
  const basic = given?.scheme === 'basic' ? parseBasic(given.value) : undefined
  if (!basic) return 'bad'
  return authenticate(state, clock, basic.password) ?? authenticate(state, clock, basic.username) ?? 'bad'
}

/** `2024-06-01 00:00:00 UTC`. */
const expiration = (iso: string): string => iso.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')

function callerHeaders(caller: Caller, route: ApiRoute | undefined): Record<string, string> {
  if (caller === 'anonymous') return {}
  const { token } = caller
  const scoped = token.kind === 'classic' || token.kind === 'oauth'
  return {
    // Present and empty for a token without scopes; absent for kinds that know none.
    ...(scoped ? { 'X-OAuth-Scopes': token.scopes.join(', ') } : {}),
    ...(scoped && route ? { 'X-Accepted-OAuth-Scopes': route.accepts.join(', ') } : {}),
    ...(token.expiresAt === null
      ? {}
      : { 'github-authentication-token-expiration': expiration(token.expiresAt) }),
  }
}
