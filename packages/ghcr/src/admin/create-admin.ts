import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isAppError, type Secret } from '@fairlead/core'
import type { TwinAdministration } from '../administration/administration.ts'
import { readJson, sendJson, sendText } from '../http/json.ts'
import { matchRoute } from '../rest/match-route.ts'
import { parseAuthorization } from '../tokens/authenticate.ts'
import type { AdminAnswer } from './route.ts'
import { ADMIN_ROUTES } from './routes.ts'

export const ADMIN_PATH = '/_twin'

const NO_STORE = { 'Cache-Control': 'no-store' }

/** The administration over HTTP, for whoever has the administrator's token. */
export function createAdmin(twin: TwinAdministration, token: Secret) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const send = ({ status, body }: AdminAnswer) =>
      body === undefined
        ? sendText(response, status, NO_STORE, '')
        : sendJson(response, status, NO_STORE, body)
    const fail = (status: number, code: string, message: string, issues: unknown = []) =>
      send({ status, body: { error: { code, message, issues } } })

    if (!isAdministrator(request, token)) {
      request.resume()
      response.setHeader('WWW-Authenticate', 'Bearer realm="twin"')
      return fail(401, 'auth.refused', "Send the twin's administrator token as a bearer token.")
    }
    const match = matchRoute(ADMIN_ROUTES, request.method ?? 'GET', url.pathname.slice(ADMIN_PATH.length))
    if (!match) {
      request.resume()
      return fail(404, 'route.not_found', `There is no ${request.method} ${url.pathname}.`)
    }
    try {
      const body = await readJson(request)
      send(await match.route.handle({ twin, body, param: (name) => match.params.get(name) ?? '' }))
    } catch (error) {
      if (!isAppError(error)) throw error
      fail(error.status, error.code, error.message, error.issues)
    }
  }
}

function isAdministrator(request: IncomingMessage, token: Secret): boolean {
  const given = parseAuthorization(request.headers.authorization)
  if (given?.scheme !== 'bearer') return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given.value), digest(token.reveal()))
}
