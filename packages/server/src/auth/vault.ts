import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { AppError, type SealedSecret, Secret, type Vault } from '@fairlead/core'
import { KEY_BYTES, type VaultKey } from './vault-key.ts'

const CIPHER = 'aes-256-gcm'
// NIST SP 800-38D §8.2.2: random nonces of 96 bits are good for 2^32 secrets under one key.
const NONCE_BYTES = 12
const TAG_BYTES = 16
const ENVELOPE = /^v1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/

const unreadable = (problem: string, cause?: unknown): AppError =>
  new AppError('secret.unreadable', `A stored secret cannot be opened: ${problem}.`, { cause })

function keyring(keys: readonly VaultKey[]): ReadonlyMap<string, VaultKey> {
  for (const { id, key } of keys) {
    if (!/^[A-Za-z0-9_-]+$/.test(id))
      throw new Error(`Vault key id "${id}" may hold letters, digits, "-" and "_" only.`)
    if (key.length !== KEY_BYTES)
      throw new Error(`Vault key "${id}" has ${key.length} bytes; it needs ${KEY_BYTES}.`)
  }
  const ring = new Map(keys.map((key) => [key.id, key]))
  if (ring.size !== keys.length) throw new Error('Two vault keys have one id.')
  return ring
}

/**
 * A vault of AES-256-GCM (NIST SP 800-38D). The envelope is `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in
 * base64url; the context is authenticated but not stored. The first key seals, every key opens.
 * Throws for no key, a key of the wrong length or two keys of one id.
 */
export function createVault({ keys }: { readonly keys: readonly VaultKey[] }): Vault {
  const ring = keyring(keys)
  const first = keys[0]
  if (first === undefined) throw new Error('A vault needs a key.')
  // A key of its own (RFC 5869), so that no ciphertext and no fingerprint is ever made with the same one.
  const fingerprintKey = Buffer.from(hkdfSync('sha256', first.key, '', 'fairlead fingerprint', KEY_BYTES))
  return {
    fingerprint: (text) => createHmac('sha256', fingerprintKey).update(text.reveal()).digest('base64url'),
    seal(secret, context) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, first.key, nonce, { authTagLength: TAG_BYTES })
      cipher.setAAD(Buffer.from(context))
      const body = Buffer.concat([
        cipher.update(secret.reveal(), 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ])
      return `v1.${first.id}.${nonce.toString('base64url')}.${body.toString('base64url')}` as SealedSecret
    },
    open(sealed, context) {
      const [, keyId, nonce, body] = ENVELOPE.exec(sealed) ?? []
      if (keyId === undefined || nonce === undefined || body === undefined) {
        throw unreadable('it is not in the envelope "v1"')
      }
      const key = ring.get(keyId)
      if (key === undefined) {
        throw unreadable(`it was sealed with key "${keyId}", which this server does not have`)
      }
      const bytes = Buffer.from(body, 'base64url')
      try {
        const decipher = createDecipheriv(CIPHER, key.key, Buffer.from(nonce, 'base64url'), {
          authTagLength: TAG_BYTES,
        })
        decipher.setAAD(Buffer.from(context))
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
        return new Secret(
          Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8'),
        )
      } catch (error) {
        throw unreadable('it was changed, or belongs to something else', error)
      }
    },
  }
}
