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
export const scrubber = (credential: RegistryCredential | undefined): Scrub =>
  scrubAll(credential ? [credential] : [])

const formsOf = ({ username, password }: RegistryCredential): readonly string[] => {
  const text = password.reveal()
  if (text.length < SHORTEST) return []
  return [text, encodeURIComponent(text), base64(text), base64(`${username}:${text}`)]
}

/** As `scrubber`, for all that one connection sends: its own secrets, and what they were exchanged for. */
export function scrubAll(credentials: readonly RegistryCredential[]): Scrub {
  const texts = credentials
    .flatMap(formsOf)
    .filter((text) => text !== '')
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
