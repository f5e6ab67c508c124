import { expect, test } from 'vitest'
import { judgeExpiry, readExpiry } from './judge-token.ts'
import { createLinks } from './links.ts'

const HEADER = 'github-authentication-token-expiration'

test.each([
  ['2024-06-01 00:00:00 UTC', '2024-06-01T00:00:00.000Z'],
  ['2027-03-31 00:00:00 +0900', '2027-03-30T15:00:00.000Z'],
  ['2027-03-31T00:00:00Z', '2027-03-31T00:00:00.000Z'],
])('%s is read', (text, iso) => {
  expect(readExpiry(new Headers({ [HEADER]: text }))).toBe(iso)
})

test('no header is no expiry, an unknown form is not known', () => {
  expect(readExpiry(new Headers())).toBeNull()
  expect(readExpiry(new Headers({ [HEADER]: 'tomorrow' }))).toBeUndefined()
})

const judge = (expiry: string) =>
  judgeExpiry(
    {
      kind: 'reply',
      status: 200,
      headers: new Headers({ [HEADER]: expiry }),
      json: {},
      message: '',
      exchange: { asked: 'GET https://api.github.com/user', answered: '200' },
    },
    {
      links: createLinks('https://github.com'),
      clock: { now: () => new Date('2026-06-01T00:00:00Z') },
      scopes: ['read:packages'],
    },
  ).outcome

test('a token is warned about from 30 days on', () => {
  expect(judge('2026-07-01 00:00:00 UTC')).toMatchObject({ status: 'passed', findings: [] })
  const [soon] = judge('2026-06-30 23:00:00 UTC').findings
  expect(soon).toMatchObject({ code: 'token.expires_soon', severity: 'warning' })
  expect(soon?.summary).toContain('2026-06-30, in 29 days')
  expect(judge('2026-06-02 12:00:00 UTC').findings[0]?.summary).toContain('in 1 day;')
  expect(judge('2026-06-01 12:00:00 UTC').findings[0]?.summary).toContain('in less than a day')
})

test('a token whose end is over is told as expired, not as one that ends in less than a day', () => {
  const [over] = judge('2026-05-31 23:00:00 UTC').findings
  expect(over).toMatchObject({ code: 'token.expired', severity: 'error' })
  expect(over?.summary).toBe('The token expired on 2026-05-31.')
})
