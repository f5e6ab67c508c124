import type { Secret } from '@fairlead/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { BrowserSessions } from '../auth/browser-session.ts'

const NAME = 'fairlead_session'

/** The cookie of a signed-in browser (RFC 6265bis): no script reads it, and no other site's request carries it. */
export interface SessionCookie {
  /** The token of the browser that asks; undefined where it has no cookie, `ended` for one that is good no more. */
  read(request: FastifyRequest): Secret | 'ended' | undefined
  set(request: FastifyRequest, reply: FastifyReply, token: Secret): void
  clear(request: FastifyRequest, reply: FastifyReply): void
}

export function createSessionCookie(sessions: BrowserSessions): SessionCookie {
  const write = (request: FastifyRequest, reply: FastifyReply, value: string, seconds: number): void => {
    // Behind whoever ends TLS in front, the browser's own connection is what counts.
    const secure = request.headers['x-forwarded-proto'] === 'https' || request.protocol === 'https'
    const attributes = ['Path=/', `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Strict']
    if (secure) attributes.push('Secure')
    reply.header('set-cookie', [`${NAME}=${value}`, ...attributes].join('; '))
  }
  return {
    read(request) {
      const value = cookieOf(request.headers.cookie)
      return value === undefined ? undefined : (sessions.open(value) ?? 'ended')
    },
    set: (request, reply, token) =>
      write(request, reply, sessions.seal(token), Math.floor(sessions.lifetimeMs / 1000)),
    clear: (request, reply) => write(request, reply, '', 0),
  }
}

function cookieOf(header: string | undefined): string | undefined {
  const pair = header
    ?.split(';')
    .map((each) => each.trim())
    .find((each) => each.startsWith(`${NAME}=`))
  const value = pair?.slice(NAME.length + 1)
  return value === '' ? undefined : value
}

/**
 * Whether a browser sent it for a page of this very server. SameSite=Strict lets another port of the same host through,
 * so a cookie alone is not enough to change anything.
 * https://www.w3.org/TR/fetch-metadata/, https://fetch.spec.whatwg.org/#origin-header
 */
export function isSameOrigin({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  // Browsers leave it out where the server is asked by plain HTTP on a network.
  const origin = typeof headers.origin === 'string' ? URL.parse(headers.origin) : null
  return origin !== null && origin.host === host
}
