import { crc32 } from 'node:zlib'
import type { CredentialType } from '@fairlead/core'

export type Checksum = 'matches' | 'differs' | 'none'

/** What a token's text alone tells, without asking anyone. `problem` is a predicate and never quotes the token. */
export type TokenFormat =
  | { readonly kind: 'classic' | 'oauth'; readonly checksum: Checksum }
  | { readonly kind: 'fine-grained' | 'app-installation' | 'app-user' }
  | { readonly kind: 'malformed'; readonly problem: string }

// https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
const PREFIXES = {
  ghp_: 'classic',
  gho_: 'oauth',
  ghu_: 'app-user',
  ghs_: 'app-installation',
} as const
const RANDOM_LENGTH = 30
const CHECKSUM_LENGTH = 6
const BODY_LENGTH = RANDOM_LENGTH + CHECKSUM_LENGTH
const LONGEST = 255
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The six characters that end a token: CRC-32 of its 30 random characters in base62, padded with zeros. */
export function tokenChecksum(random: string): string {
  let rest = crc32(random)
  let text = ''
  while (rest > 0) {
    text = BASE62.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text.padStart(CHECKSUM_LENGTH, '0')
}

function prefixed(kind: 'classic' | 'oauth', body: string): TokenFormat {
  if (!/^[0-9A-Za-z]*$/.test(body)) {
    return { kind: 'malformed', problem: 'holds characters that no GitHub token has' }
  }
  if (body.length < BODY_LENGTH) {
    return {
      kind: 'malformed',
      problem: `is cut off: ${body.length + 4} of ${BODY_LENGTH + 4} characters are there`,
    }
  }
  // GitHub reserves the right to lengthen its tokens; only the known length has a known checksum.
  if (body.length > BODY_LENGTH) {
    return body.length + 4 > LONGEST
      ? { kind: 'malformed', problem: 'is longer than any GitHub token' }
      : { kind, checksum: 'none' }
  }
  const matches = tokenChecksum(body.slice(0, RANDOM_LENGTH)) === body.slice(RANDOM_LENGTH)
  return { kind, checksum: matches ? 'matches' : 'differs' }
}

/** Reads the kind and the checksum off a token's text. */
export function readTokenFormat(token: string): TokenFormat {
  if (/\s/.test(token)) return { kind: 'malformed', problem: 'holds a space or a line break' }
  if (token.startsWith('github_pat_')) return { kind: 'fine-grained' }
  if (token.startsWith('ghr_')) {
    return { kind: 'malformed', problem: 'is a refresh token, which only renews other tokens' }
  }
  for (const [prefix, kind] of Object.entries(PREFIXES)) {
    if (!token.startsWith(prefix)) continue
    if (kind === 'classic' || kind === 'oauth') return prefixed(kind, token.slice(prefix.length))
    return { kind }
  }
  if (/^v1\.[0-9a-f]{40}$/.test(token)) return { kind: 'app-installation' }
  // Classic tokens made before April 2021 are 40 hexadecimal digits and stay valid.
  if (/^[0-9a-f]{40}$/.test(token)) return { kind: 'classic', checksum: 'none' }
  return { kind: 'malformed', problem: 'does not begin as a GitHub token does (ghp_…)' }
}

/** Of a workflow run or another GitHub App: it speaks for no account, and ends within hours. */
export const isAppToken = (format: TokenFormat | undefined): boolean =>
  format?.kind === 'app-installation' || format?.kind === 'app-user'

const TYPES: Record<TokenFormat['kind'], CredentialType> = {
  classic: 'github-classic',
  oauth: 'github-oauth',
  'fine-grained': 'github-fine-grained',
  'app-installation': 'github-app-installation',
  'app-user': 'github-app-user',
  malformed: 'unknown',
}

export const credentialType = (format: TokenFormat): CredentialType => TYPES[format.kind]
