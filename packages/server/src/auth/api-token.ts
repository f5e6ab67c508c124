import { createHash, randomBytes } from 'node:crypto'
import { Secret } from '@fairlead/core'

/** Every token of Fairlead starts with it, so that secret scanners can know one. */
const API_TOKEN_PREFIX = 'flt_'

const RANDOM_BYTES = 32
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BASE = BigInt(ALPHABET.length)
// ceil(256 / log2(62)): every token has the same length.
const BODY_LENGTH = 43

function base62(bytes: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  let text = ''
  while (text.length < BODY_LENGTH) {
    text = ALPHABET.charAt(Number(rest % BASE)) + text
    rest /= BASE
  }
  return text
}

/**
 * Lower-case hexadecimal SHA-256 of a token, which is what the store keeps. A slow hash would add nothing: a token has
 * 256 random bits, so there is nothing to guess.
 */
export const hashApiToken = (token: Secret): string =>
  createHash('sha256').update(token.reveal()).digest('hex')

/** A new token, `flt_` and 43 letters and digits from 32 random bytes, with its hash. */
export function newApiToken(): { readonly token: Secret; readonly hash: string } {
  const token = new Secret(API_TOKEN_PREFIX + base62(randomBytes(RANDOM_BYTES)))
  return { token, hash: hashApiToken(token) }
}
