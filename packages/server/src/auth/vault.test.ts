import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { type SealedSecret, Secret } from '@fairlead/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createVault } from './vault.ts'
import { nameKey } from './vault-key.ts'

const newKey = () => nameKey(new Uint8Array(randomBytes(32)))
const key = newKey()
const vault = createVault({ keys: [key] })
const refused = expect.objectContaining({ code: 'secret.unreadable' })

test('whatever was sealed is opened again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, context) => {
      const sealed = vault.seal(new Secret(text), context)
      expect(vault.open(sealed, context).reveal()).toBe(Buffer.from(text).toString('utf8'))
    }),
    { numRuns: 50 },
  )
})

test('the envelope names its key and shows nothing of the secret; the same secret never looks the same', () => {
  const [a, b] = [1, 2].map(() => vault.seal(new Secret('ghp_secret'), 'registry:1'))
  expect(a).toMatch(new RegExp(`^v1\\.${key.id}\\.[\\w-]{16}\\.[\\w-]+$`))
  expect(a).not.toBe(b)
  expect(Buffer.from(a?.split('.')[3] ?? '', 'base64url').toString('latin1')).not.toContain('ghp_')
})

describe('secret.unreadable', () => {
  test('in another place than it was sealed for', () => {
    const sealed = vault.seal(new Secret('x'), 'registry:1')
    expect(() => vault.open(sealed, 'registry:2')).toThrow(refused)
  })

  test('when any one character of it was changed', () => {
    const sealed = vault.seal(new Secret('x'), 'c')
    for (let index = 0; index < sealed.length; index += 1) {
      // The last character of base64url may hold bits that mean nothing.
      const other = sealed[index] === 'A' ? 'Q' : 'A'
      const changed = (sealed.slice(0, index) + other + sealed.slice(index + 1)) as SealedSecret
      expect(() => vault.open(changed, 'c')).toThrow(refused)
    }
  })

  test('when it was cut, and when it is no envelope', () => {
    const sealed = vault.seal(new Secret('x'), 'c')
    for (const text of ['', 'v1', 'v2.a.b.c', sealed.slice(0, -12), 'v1.a.b.c', `${sealed}.x`]) {
      expect(() => vault.open(text as SealedSecret, 'c')).toThrow(refused)
    }
  })

  test('without its key, which the message names', () => {
    const sealed = createVault({ keys: [newKey()] }).seal(new Secret('x'), 'c')
    expect(() => vault.open(sealed, 'c')).toThrow(
      /sealed with key "[0-9a-f]{8}", which this server does not have/,
    )
  })
})

test('rotation: a new key in front seals, and what the old one sealed still opens', () => {
  const next = newKey()
  const rotated = createVault({ keys: [next, key] })
  expect(rotated.open(vault.seal(new Secret('old'), 'c'), 'c').reveal()).toBe('old')
  expect(rotated.seal(new Secret('new'), 'c')).toContain(`v1.${next.id}.`)
})

test('an opened secret does not print itself', () => {
  const opened = vault.open(vault.seal(new Secret('ghp_secret'), 'c'), 'c')
  expect(`${opened} ${inspect(opened)} ${JSON.stringify(opened)}`).not.toContain('ghp_secret')
})

test('a vault without a key, with a short key or with one id twice is refused', () => {
  expect(() => createVault({ keys: [] })).toThrow('needs a key')
  expect(() => createVault({ keys: [{ id: 'a', key: new Uint8Array(16) }] })).toThrow('it needs 32')
  expect(() => createVault({ keys: [key, key] })).toThrow('one id')
  expect(() => createVault({ keys: [{ ...key, id: 'a.b' }] })).toThrow('"a.b"')
})
