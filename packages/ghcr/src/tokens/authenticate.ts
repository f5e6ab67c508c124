import type { Clock } from '@fairlead/core'
import type { TwinToken, TwinUser } from '../state/records.ts'
import type { TwinState } from '../state/twin-state.ts'
import { expandScopes } from './scopes.ts'
import { hashToken } from './token-format.ts'

/** Somebody with a token that holds at this moment. */
export interface SignedIn {
  readonly token: TwinToken
  readonly user: TwinUser
  /** With the implied ones. */
  readonly scopes: ReadonlySet<string>
}

export type Caller = SignedIn | 'anonymous'

/** Undefined for an unknown, revoked or expired token, and for one whose user is gone: GitHub tells none of them apart. */
export function authenticate(state: TwinState, clock: Clock, plain: string): SignedIn | undefined {
  return vouchFor(state, clock, state.tokenByHash(hashToken(plain)))
}

/** The same for a token that was authenticated before and may have ended since. */
export function vouchFor(state: TwinState, clock: Clock, token: TwinToken | undefined): SignedIn | undefined {
  if (!token || token.revokedAt !== null) return undefined
  if (token.expiresAt !== null && Date.parse(token.expiresAt) <= clock.now().getTime()) return undefined
  const user = state.user.get(token.login.toLowerCase())
  return user && { token, user, scopes: expandScopes(token.scopes) }
}

/** The two parts of a Basic credential (RFC 7617); undefined when it is not one. */
export function parseBasic(value: string): { username: string; password: string } | undefined {
  const text = Buffer.from(value, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** Scheme in lower case and the rest of an `Authorization` header. */
export function parseAuthorization(
  header: string | undefined,
): { scheme: string; value: string } | undefined {
  const match = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+) +(\S.*)$/.exec(header?.trim() ?? '')
  return match?.[1] && match[2] ? { scheme: match[1].toLowerCase(), value: match[2].trim() } : undefined
}
