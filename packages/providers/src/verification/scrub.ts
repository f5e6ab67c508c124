import { Buffer } from 'node:buffer'
import { REDACTED, type RegistryCredential } from '@fairlead/core'

const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/=+$/, '')

/** Returns the value with every secret in its texts replaced, however deep. */
export type Scrub = <T>(value: T) => T

// Shorter texts would blank ordinary words out of the evidence, and are no secrets worth the name.
const SHORTEST = 4

/**
 * A guard against hosts that echo what they were sent: an answer that quotes the token must not carry it into a
 * finding. Knows the password as it is, percent-encoded, in base64, and as Basic authentication sends it.
 */
export function scrubber(credential: RegistryCredential | undefined): Scrub {
  const password = credential?.password.reveal() ?? ''
  const texts = [
    password,
    encodeURIComponent(password),
    base64(password),
    base64(`${credential?.username}:${password}`),
  ]
    .filter((text) => password.length >= SHORTEST && text !== '')
    .sort((a, b) => b.length - a.length)
  const clean = (text: string): string =>
    texts.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text)
  const scrub = (value: unknown): unknown => {
    if (typeof value === 'string') return clean(value)
    if (Array.isArray(value)) return value.map(scrub)
    if (value !== null && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, scrub(inner)]))
    }
    return value
  }
  return texts.length === 0 ? (value) => value : <T>(value: T): T => scrub(value) as T
}
