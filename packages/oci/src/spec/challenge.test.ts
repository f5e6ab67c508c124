import { expect, test } from 'vitest'
import { formatChallenge, parseChallenge, parseChallenges } from './challenge.ts'

const GHCR = 'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull"'

test('reads the challenge of ghcr.io', () => {
  expect(parseChallenge(GHCR)).toEqual({
    scheme: 'bearer',
    parameters: { realm: 'https://ghcr.io/token', service: 'ghcr.io', scope: 'repository:user/image:pull' },
  })
})

test.each([
  [
    'commas and escapes in quoted values',
    'Basic realm="a, \\"b\\" \\\\ c"',
    [['basic', { realm: 'a, "b" \\ c' }]],
  ],
  [
    'any case of scheme and names',
    'BEARER Realm="https://x/t",SERVICE=y',
    [['bearer', { realm: 'https://x/t', service: 'y' }]],
  ],
  [
    'several challenges in one header',
    'Negotiate, Basic realm="x", charset="UTF-8",Bearer realm="https://x/t" , scope="a:b:pull,push"',
    [
      ['negotiate', {}],
      ['basic', { realm: 'x', charset: 'UTF-8' }],
      ['bearer', { realm: 'https://x/t', scope: 'a:b:pull,push' }],
    ],
  ],
  [
    'a token68, which is no list of parameters',
    'Negotiate YIICCQYGKwYBBQUC==, Basic realm="x"',
    [
      ['negotiate', {}],
      ['basic', { realm: 'x' }],
    ],
  ],
  ['blanks around the equals sign', 'Basic realm = "x"', [['basic', { realm: 'x' }]]],
  [
    'blanks instead of commas',
    'Bearer realm="https://x/t" service="y"',
    [['bearer', { realm: 'https://x/t', service: 'y' }]],
  ],
  ['empty list elements', ', ,Basic realm="x",,', [['basic', { realm: 'x' }]]],
  ['the first of a repeated parameter', 'Basic realm="a", realm="b"', [['basic', { realm: 'a' }]]],
  ['a parameter named as an object has one', 'Basic __proto__="a"', [['basic', { ['__proto__']: 'a' }]]],
  ['nothing', '', []],
  ['garbage', '"""=,;', []],
])('reads %s', (_what, header, expected) => {
  const read = parseChallenges(header).map(({ scheme, parameters }) => [scheme, { ...parameters }])
  expect(read).toEqual(expected)
})

test('prefers Bearer to Basic, whatever their order, if it has a realm', () => {
  expect(parseChallenge(`Basic realm="x", ${GHCR}`)?.scheme).toBe('bearer')
  expect(parseChallenge('Bearer service="x", Basic realm="x"')?.scheme).toBe('basic')
  expect(parseChallenge('Digest realm="x"')).toBeUndefined()
  expect(parseChallenge(null)).toBeUndefined()
})

test('what is written is read again', () => {
  const parameters = { realm: 'https://x/t?a="b"\\', scope: 'repository:a/b:pull,push repository:c:pull' }
  expect(parseChallenge(formatChallenge('Bearer', parameters))).toEqual({ scheme: 'bearer', parameters })
})

test('a long hostile header is read in no time', () => {
  for (const piece of ['a=', 'a ', '"\\', ',a=b', 'a="', '==']) {
    expect(parseChallenges(`Bearer ${piece.repeat(30_000)}`)).toBeDefined()
  }
}, 2000)
