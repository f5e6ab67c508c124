import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { nameKey, parseVaultKeys } from './vault-key.ts'

const bytes = randomBytes(32)
const named = nameKey(new Uint8Array(bytes))

test('a key is read in hexadecimal, Base64 and base64url', () => {
  for (const encoding of ['hex', 'base64', 'base64url'] as const) {
    expect(parseVaultKeys(bytes.toString(encoding))).toEqual([named])
  }
})

test('several keys keep their order, one that stands twice counts once', () => {
  const other = randomBytes(32)
  const text = `${other.toString('hex')}, ${bytes.toString('base64')}\n${other.toString('hex')}`
  expect(parseVaultKeys(text)).toEqual([nameKey(new Uint8Array(other)), named])
})

test.each(['', ' , ', 'short', `${'f'.repeat(63)}`, `${'f'.repeat(64)}!`, 'ä'.repeat(32)])(
  'a malformed key (%j) is refused with the command that makes one, and without showing it',
  (text) => {
    const refuse = () => parseVaultKeys(text, 'FAIRLEAD_SECRET_KEY')
    expect(refuse).toThrow(/^FAIRLEAD_SECRET_KEY.*openssl rand -hex 32$/)
    if (text.trim().length > 2) expect(refuse).not.toThrow(text)
  },
)

test('the id tells keys apart and tells nothing of them', () => {
  expect(named.id).toMatch(/^[0-9a-f]{8}$/)
  expect(nameKey(new Uint8Array(32)).id).not.toBe(nameKey(new Uint8Array(32).fill(1)).id)
  expect(bytes.toString('hex')).not.toContain(named.id)
})
