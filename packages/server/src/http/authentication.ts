import { createHash } from 'node:crypto'
import type { OperationSpec } from '@fairlead/api'
import { type App, AppError, type Clock, mayDo, type Principal, Secret } from '@fairlead/core'
import type { FastifyRequest } from 'fastify'
import { createFailedLogins } from './failed-logins.ts'

/** Gives who asks, or throws `auth.missing`, `auth.refused`, `request.rate_limited` or `permission.denied`. */
export type Authenticate = (
  request: FastifyRequest,
  permission: OperationSpec['permission'],
) => Promise<Principal>

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

const fingerprint = (token: Secret): string => createHash('sha256').update(token.reveal()).digest('base64url')

export function createAuthenticate(app: App, clock: Clock): Authenticate {
  const failed = createFailedLogins(clock)
  return async (request, permission) => {
    const token = readToken(request.headers.authorization)
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
    if (permission === 'any' || permission === 'none' || mayDo(who.role, permission)) return who
    throw new AppError(
      'permission.denied',
      `The token "${who.name}" has the role ${who.role}, which may not do this (it needs ${permission}). Use a token of a higher role.`,
    )
  }
}
