import type { Clock, Finding, Secret } from '@fairlead/core'
import type { AskVendor } from '../verification/vendor-api.ts'

/** What asking Google takes. */
export interface GoogleQuestions {
  readonly ask: AskVendor
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** An access token for Google's APIs and registries. */
export interface Grant {
  readonly token: Secret
  /** ISO 8601. */
  readonly expiresAt: string
  /** Whose it is, where Google says so. */
  readonly email?: string
}

/** A grant, or the finding that tells why there is none. */
export type Granted = Grant | { readonly finding: Finding }

export const isGrant = (granted: Granted): granted is Grant => 'token' in granted

// What may be done is decided by the roles of the account: the registry knows no narrower scope for pushes.
export const SCOPE = 'https://www.googleapis.com/auth/cloud-platform'

export const fieldOf = (json: unknown, name: string): unknown =>
  json !== null && typeof json === 'object' && Object.hasOwn(json, name)
    ? (json as Record<string, unknown>)[name]
    : undefined

const HOUR_S = 3600

/** When a token ends that was asked for just now. */
export function endOf(seconds: unknown, clock: Clock): string {
  const lifetime = Number(seconds) > 0 ? Number(seconds) : HOUR_S
  return new Date(clock.now().getTime() + lifetime * 1000).toISOString()
}
