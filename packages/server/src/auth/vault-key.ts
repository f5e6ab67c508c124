import { createHash } from 'node:crypto'

/** One AES-256 key. The id goes into every envelope that the key seals. */
export interface VaultKey {
  /** Letters, digits, `-` and `_`. */
  readonly id: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

export const KEY_BYTES = 32

/**
 * Names a key after its own bytes, so that nobody has to manage names and a wrong key is told from a missing one.
 * Eight hexadecimal characters of a domain-separated SHA-256: nothing of the key can be learned from them.
 */
export const nameKey = (key: Uint8Array): VaultKey => ({
  id: createHash('sha256').update('fairlead vault key id\0').update(key).digest('hex').slice(0, 8),
  key,
})

function parseKey(text: string, source: string, position: number): VaultKey {
  const bytes = /^[0-9a-fA-F]{64}$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  if (bytes.length !== KEY_BYTES || !/^[0-9a-zA-Z+/=_-]+$/.test(text)) {
    throw new Error(
      `${source}: key ${position} is not ${KEY_BYTES} bytes in hexadecimal or Base64. Make one with: openssl rand -hex ${KEY_BYTES}`,
    )
  }
  return nameKey(new Uint8Array(bytes))
}

/**
 * Reads keys separated by commas or white space, each 32 bytes in hexadecimal or Base64. The first one seals, all of
 * them open: to rotate, put a new key in front and take the old one away once nothing is sealed with it any more.
 * `source` names where the text came from in the error, which never shows the text.
 */
export function parseVaultKeys(text: string, source = 'FAIRLEAD_SECRET_KEY'): readonly VaultKey[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '')
  if (parts.length === 0)
    throw new Error(`${source} holds no key. Make one with: openssl rand -hex ${KEY_BYTES}`)
  const keys = parts.map((part, index) => parseKey(part, source, index + 1))
  return [...new Map(keys.map((key) => [key.id, key])).values()]
}
