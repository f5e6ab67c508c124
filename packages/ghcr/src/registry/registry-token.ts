import type { Clock } from '@fairlead/core'
import type { Signer } from './signature.ts'

/** What a registry token stands for. */
interface TokenClaims {
  /** Id of the GitHub token behind it; null for an anonymous one. */
  readonly tokenId: number | null
  readonly scopes: readonly RepositoryScope[]
}

export interface RepositoryScope {
  /** `owner/name`. */
  readonly repository: string
  readonly pull: boolean
  readonly push: boolean
}

export interface RegistryTokens {
  issue(claims: TokenClaims): string
  /** Undefined for a forged, expired or foreign token. */
  read(token: string): TokenClaims | undefined
}

/**
 * Opaque tokens in the form that ghcr.io gives: base64 of `v1:OWNER/IMAGE:<nanoseconds>`, here followed by the rest
 * of the claims and a signature, so that they cannot be made up.
 */
export function createRegistryTokens(signer: Signer, clock: Clock, ttlMs: () => number): RegistryTokens {
  return {
    issue: (claims) => {
      const name = claims.scopes[0]?.repository ?? ''
      const nanoseconds = BigInt(clock.now().getTime()) * 1_000_000n
      const rest = Buffer.from(JSON.stringify(claims)).toString('base64url')
      const text = `v1:${name}:${nanoseconds}:${rest}`
      return Buffer.from(`${text}:${signer.sign('registry-token', text)}`).toString('base64')
    },
    read: (token) => {
      const plain = Buffer.from(token, 'base64').toString('utf8')
      const cut = plain.lastIndexOf(':')
      const text = plain.slice(0, cut)
      if (cut < 0 || !signer.verify('registry-token', text, plain.slice(cut + 1))) return undefined
      const [, , nanoseconds = '0', rest = ''] = text.split(':')
      const issuedAt = Number(BigInt(nanoseconds) / 1_000_000n)
      if (clock.now().getTime() >= issuedAt + ttlMs()) return undefined
      return JSON.parse(Buffer.from(rest, 'base64url').toString('utf8')) as TokenClaims
    },
  }
}
