import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Signs what the twin hands out and takes back: registry tokens, addresses of blobs, single sign-on requests. */
export interface Signer {
  /** URL-safe; the purpose keeps a signature of one kind from passing for another. */
  sign(purpose: string, text: string): string
  verify(purpose: string, text: string, signature: string): boolean
}

/** With a key of this process: what it signed ends with it. */
export function createSigner(): Signer {
  const key = randomBytes(32)
  const digest = (purpose: string, text: string) =>
    createHmac('sha256', key).update(`${purpose}\n${text}`).digest()
  return {
    sign: (purpose, text) => digest(purpose, text).toString('base64url'),
    verify: (purpose, text, signature) => {
      const given = Buffer.from(signature, 'base64url')
      const expected = digest(purpose, text)
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}
