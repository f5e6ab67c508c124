import { Secret } from '@fairlead/core'
import { expect, test } from 'vitest'
import { scrubber } from './scrub.ts'

const password = new Secret('s3cret/with+signs')
const scrub = scrubber({ username: 'robot', password })

test('takes the secret out of every text, as it is and as it travels', () => {
  const basic = Buffer.from('robot:s3cret/with+signs').toString('base64')
  const bearer = Buffer.from('s3cret/with+signs').toString('base64')
  const value = {
    a: ['x s3cret/with+signs y', { b: `Basic ${basic}`, c: `Bearer ${bearer}` }],
    d: 5,
    e: null,
  }
  const text = JSON.stringify(scrub({ ...value, f: encodeURIComponent(password.reveal()) }))
  for (const form of [password.reveal(), basic.replace(/=+$/, ''), bearer.replace(/=+$/, ''), 's3cret'])
    expect(text).not.toContain(form)
  expect(scrub(value)).toMatchObject({ d: 5, e: null })
})

test('leaves everything alone where there is no secret', () => {
  const value = { a: 'robot' }
  expect(scrubber(undefined)(value)).toBe(value)
  expect(scrubber({ username: 'robot', password: new Secret('') })(value)).toBe(value)
})
