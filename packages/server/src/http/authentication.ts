import { createHash } from 'node:crypto'
import type { OperationSpec } from '@fairlead/api'
import { type App, AppError, type Clock, mayDo, type Principal, Secret } from '@fairlead/core'
import type { FastifyRequest } from 'fastify'
import { createFailedLogins } from './failed-logins.ts'
import { isSameOrigin, type SessionCookie } from './session-cookie.ts'

export interface Authentication {
  /** Gives who asks, or throws `auth.missing`, `auth.refused`, `request.rate_limited` or `permission.denied`. */
  authenticate(request: FastifyRequest, permission: OperationSpec['permission']): Promise<Principal>
  /** Whose token it is, or throws `auth.refused` or `request.rate_limited`. */
  recognize(request: FastifyRequest, token: Secret): Promise<Principal>
}

const HEADER = /^(?:token|bearer) +([\x21-\x7e]{1,512})$/i

function readToken(header: string | undefined): Secret {
  if (header === undefined || header.trim() === '') {
    throw new AppError('auth.missing', 'Send an API token in the header "Authorization: Token <token>".')
  }
  const token = HEADER.exec(header.trim())?.[1]
  if (token) return new Secret(token)
  throw new AppError(
    'auth.refused',
    'The header "Authorization" is not of the form "Token <token>" or "Bearer <token>".',
  )
}

/** The header's token; a browser's cookie speaks only where there is no header. */
function tokenOf(request: FastifyRequest, cookie: SessionCookie): Secret {
  const header = request.headers.authorization
  const session = header === undefined ? cookie.read(request) : undefined
  if (session === undefined) return readToken(header)
  if (session === 'ended') throw new AppError('auth.refused', 'This session has ended. Sign in again.')
  if (!SAFE_METHODS.has(request.method) && !isSameOrigin(request)) {
    throw new AppError(
      'permission.denied',
      'A page of another site or address asked for this in your name. Open the console at the address that the server is asked at.',
    )
  }
  return session
}

const SAFE_METHODS = new Set(['GET', 'HEAD'])

const fingerprint = (token: Secret): string => createHash('sha256').update(token.reveal()).digest('base64url')

/** What to do where no role is above the one that may. */
const BETTER: Partial<Record<OperationSpec['permission'], string>> = {
  'image:pull': 'Use a token of the role node: only machines are given the logins of registries.',
}

export function createAuthentication(app: App, clock: Clock, cookie: SessionCookie): Authentication {
  const failed = createFailedLogins(clock)
  const recognize: Authentication['recognize'] = async (request, token) => {
    const print = fingerprint(token)
    const waitSeconds = failed.waitSeconds(request.ip, print)
    if (waitSeconds > 0) {
      throw new AppError(
        'request.rate_limited',
        `Too many different tokens from your address were refused. Try again in ${waitSeconds} s.`,
        { details: { retryAfterSeconds: waitSeconds } },
      )
    }
    const who = await app.authenticate(token)
    if (!who) {
      failed.refused(request.ip, print)
      throw new AppError(
        'auth.refused',
        'This API token is unknown, was revoked or has expired. Ask an administrator for a new one.',
      )
    }
    failed.accepted(print)
    return who
  }
  return {
    recognize,
    async authenticate(request, permission) {
      const who = await recognize(request, tokenOf(request, cookie))
      if (permission === 'any' || permission === 'none' || mayDo(who.role, permission)) return who
      throw new AppError(
        'permission.denied',
        `The token "${who.name}" has the role ${who.role}, which may not do this (it needs ${permission}). ${BETTER[permission] ?? 'Use a token of a higher role.'}`,
      )
    },
  }
}
