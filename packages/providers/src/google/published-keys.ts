import { X509Certificate } from 'node:crypto'
import { fieldOf, type GoogleQuestions } from './grant.ts'
import type { ServiceAccountKey } from './service-account-key.ts'

/** What Google publishes of a service account's keys: no secret is needed to ask. */
export type PublishedKey =
  | {
      readonly kind: 'listed'
      /** ISO 8601. */
      readonly createdAt: string
      /** ISO 8601; null where the key does not end. */
      readonly expiresAt: string | null
      /** Whether the private key that we hold belongs to it. */
      readonly fits: boolean
    }
  /** The account is there, and this key is not one of its keys in force. */
  | { readonly kind: 'unlisted' }
  | { readonly kind: 'no-account' }

const ADDRESS = 'https://www.googleapis.com/robot/v1/metadata/x509'
/** The end of a key that does not end is in this year. */
const NEVER = 9999

function readCertificate(pem: unknown, key: ServiceAccountKey): PublishedKey | undefined {
  if (typeof pem !== 'string') return undefined
  try {
    const certificate = new X509Certificate(pem)
    const ends = new Date(certificate.validTo)
    return {
      kind: 'listed',
      createdAt: new Date(certificate.validFrom).toISOString(),
      expiresAt: ends.getUTCFullYear() >= NEVER ? null : ends.toISOString(),
      fits: certificate.checkPrivateKey(key.privateKey),
    }
  } catch {
    return undefined
  }
}

/**
 * Looks a key up among the public certificates of its account; undefined when Google does not tell.
 * The address is the `client_x509_cert_url` of a key's file.
 */
export async function lookUpKey(
  { ask, signal }: Pick<GoogleQuestions, 'ask' | 'signal'>,
  key: ServiceAccountKey,
): Promise<PublishedKey | undefined> {
  const answer = await ask({ url: `${ADDRESS}/${encodeURIComponent(key.email)}` }, signal)
  if (answer.kind === 'fault') return undefined
  if (answer.status === 404) return { kind: 'no-account' }
  if (answer.status !== 200 || answer.json === null || typeof answer.json !== 'object') return undefined
  const pem = fieldOf(answer.json, key.keyId)
  return pem === undefined ? { kind: 'unlisted' } : readCertificate(pem, key)
}
