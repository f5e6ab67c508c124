import { createHash, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { Secret } from '@fairlead/core'
import type { TokenKind } from '../state/records.ts'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * The last six characters of a GitHub token: CRC-32 of the thirty random ones, in base 62, padded with `0`.
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function tokenChecksum(random: string): string {
  let rest = crc32(random)
  let text = ''
  while (rest > 0) {
    text = (BASE62[rest % 62] ?? '') + text
    rest = Math.floor(rest / 62)
  }
  return text.padStart(6, '0')
}

const randomText = (length: number): string =>
  Array.from({ length }, () => BASE62[randomInt(BASE62.length)] ?? '').join('')

const PREFIX = {
  classic: 'ghp_',
  oauth: 'gho_',
  actions: 'ghs_',
  installation: 'ghs_',
  'fine-grained': 'github_pat_',
} as const satisfies Record<TokenKind, string>

/** Makes up a token in the form that GitHub gives to its kind, with the right checksum. */
export function mintToken(kind: TokenKind): Secret {
  if (kind === 'fine-grained') return new Secret(`${PREFIX[kind]}${randomText(22)}_${randomText(59)}`)
  const random = randomText(30)
  return new Secret(`${PREFIX[kind]}${random}${tokenChecksum(random)}`)
}

export const tokenPrefix = (kind: TokenKind): string => PREFIX[kind]

/** Whether text begins as one of GitHub's tokens does. */
export const looksLikeToken = (text: string): boolean => /^(?:gh[a-z]_|github_pat_)/.test(text)

/** Lower-case hexadecimal SHA-256: all that is kept of a token. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')
