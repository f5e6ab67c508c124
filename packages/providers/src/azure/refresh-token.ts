import { Buffer } from 'node:buffer'
import type { Clock, Secret } from '@fairlead/core'
import { fieldOf } from './questions.ts'

/** What a registry's refresh token says of itself. It is read, not trusted: the registry alone decides what it is good for. */
export interface RefreshToken {
  /** ISO 8601. */
  readonly expiresAt: string
  /** `read`, `write`, `delete`, `*`, …; undefined where it does not say. */
  readonly actions: readonly string[] | undefined
}

// https://learn.microsoft.com/en-us/azure/container-registry/container-registry-authentication (az acr login)
const LIFETIME_MS = 3 * 60 * 60_000

function claimsOf(token: Secret): unknown {
  try {
    return JSON.parse(Buffer.from(token.reveal().split('.')[1] ?? '', 'base64url').toString())
  } catch {
    return undefined
  }
}

function actionsIn(claims: unknown): readonly string[] | undefined {
  const permissions = fieldOf(claims, 'permissions')
  const actions = fieldOf(permissions, 'actions') ?? fieldOf(permissions, 'Actions')
  return Array.isArray(actions) ? actions.filter((each) => typeof each === 'string') : undefined
}

/** https://azure.github.io/acr/AAD-OAuth.html (token claim sets) */
export function readRefreshToken(token: Secret, clock: Clock): RefreshToken {
  const claims = claimsOf(token)
  const seconds = fieldOf(claims, 'exp')
  const ends = typeof seconds === 'number' ? seconds * 1000 : clock.now().getTime() + LIFETIME_MS
  return { expiresAt: new Date(ends).toISOString(), actions: actionsIn(claims) }
}

export const mayAll = (actions: readonly string[], action: string): boolean =>
  actions.includes('*') || actions.includes(action)
