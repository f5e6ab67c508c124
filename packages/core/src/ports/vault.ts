import type { Secret } from '../values/secret.ts'

/** Ciphertext in an envelope that names its key: `v1.<key id>.<nonce>.<ciphertext and tag>`. Safe to store. */
export type SealedSecret = string & { readonly __sealed: true }

/** Authenticated encryption of secrets before they reach a store. */
export interface Vault {
  /** `context` binds the ciphertext to its place (such as `registry:<id>`): opening it elsewhere fails. */
  seal(secret: Secret, context: string): SealedSecret
  /** Throws `secret.unreadable` when the key is gone, the context differs or the bytes were changed. */
  open(sealed: SealedSecret, context: string): Secret
  /** A keyed hash (HMAC-SHA-256, base64url) that tells whether two texts are the same, and nothing else of them. */
  fingerprint(text: Secret): string
}
