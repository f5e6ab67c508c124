import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@fairlead/core'
import { storageName } from '../administration/packages.ts'
import { requestOrigin } from '../http/host.ts'
import { sendText } from '../http/json.ts'
import { makeRequestId } from '../http/request-id.ts'
import type { TwinState } from '../state/twin-state.ts'
import { identifyVisitor } from './identify.ts'
import { errorBody, invalidToken, tokenEnded, unauthorized } from './refusals.ts'
import type { RegistryTokens } from './registry-token.ts'

const PAGE = 100

/** `/v2/_catalog`: every public package of everyone, to anyone with a bearer token; never what is the caller's own. */
export function createPublicCatalog(state: TwinState, tokens: RegistryTokens, clock: Clock) {
  return (request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void => {
    const headers = {
      'Content-Type': 'application/json',
      'Docker-Distribution-Api-Version': 'registry/2.0',
      'X-GitHub-Request-Id': makeRequestId(clock),
    }
    const where = { origin: requestOrigin(request) }
    const visitor = identifyVisitor(state, tokens, clock, request.headers.authorization)
    const refusal =
      visitor === 'invalid'
        ? invalidToken
        : visitor === 'ended'
          ? tokenEnded(where)
          : visitor === 'unknown'
            ? unauthorized(where)
            : undefined
    request.resume()
    if (refusal) {
      sendText(response, refusal.status, { ...headers, ...refusal.headers }, errorBody(refusal.errors))
      return
    }
    const asked = Number(query.get('n') ?? '')
    const size = Number.isInteger(asked) && asked > 0 ? Math.min(asked, PAGE) : PAGE
    const last = query.get('last') ?? ''
    const names = [...state.package.values()]
      .filter((candidate) => candidate.visibility === 'public')
      .map(storageName)
      .filter((name) => name > last)
      .sort()
    const page = names.slice(0, size)
    const next = `</v2/_catalog?last=${encodeURIComponent(page.at(-1) ?? '')}&n=${size}>; rel="next"`
    const link = names.length > page.length ? { Link: next } : {}
    sendText(response, 200, { ...headers, ...link }, JSON.stringify({ repositories: page }))
  }
}
