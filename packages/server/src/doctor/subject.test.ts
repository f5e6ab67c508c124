import { expect, test } from 'vitest'
import { readSubject } from './subject.ts'

const ghcr = { kind: 'GITHUB_CR', registryUrl: 'https://ghcr.io', apiUrl: undefined, vouchedBy: 'github.com' }

test.each([
  ['acme', { owner: 'acme', image: undefined, name: 'ghcr.io/acme' }],
  ['ghcr.io/acme', { owner: 'acme', image: undefined, name: 'ghcr.io/acme' }],
  ['ghcr.io/acme/', { owner: 'acme', image: undefined, name: 'ghcr.io/acme' }],
  ['acme/app:1.4', { owner: 'acme', image: 'acme/app:1.4', name: 'ghcr.io/acme/app:1.4' }],
  ['GHCR.io/acme/team/app', { owner: 'acme', image: 'acme/team/app', name: 'ghcr.io/acme/team/app' }],
  [
    `ghcr.io/acme/app@sha256:${'a'.repeat(64)}`,
    {
      owner: 'acme',
      image: `acme/app@sha256:${'a'.repeat(64)}`,
      name: `ghcr.io/acme/app@sha256:${'a'.repeat(64)}`,
    },
  ],
])('%s is a subject of ghcr.io', (target, expected) => {
  expect(readSubject(target)).toEqual({ ...ghcr, ...expected })
})

test('an upper-case owner is kept, so that the diagnosis can tell of it', () => {
  expect(readSubject('Acme/app:1')).toMatchObject({ owner: 'Acme', image: 'acme/app:1' })
})

test.each([
  ['containers.acme.ghe.com/team/app:1', 'https://containers.acme.ghe.com', 'ghe.com'],
  ['containers.git.example/team/app:1', 'https://containers.git.example', 'caller'],
])('%s is GitHub Enterprise', (target, registryUrl, vouchedBy) => {
  expect(readSubject(target)).toMatchObject({
    kind: 'GITHUB_ENTERPRISE_CR',
    registryUrl,
    apiUrl: undefined,
    vouchedBy,
  })
})

test.each(['127.0.0.1:5555', 'localhost:5555', '[::1]:5555'])(
  '%s is this machine, as the twin is',
  (host) => {
    const url = `http://${host}`
    expect(readSubject(`${host}/acme/app:1`)).toMatchObject({
      kind: 'GITHUB_CR',
      registryUrl: url,
      apiUrl: `${url}/api/v3`,
      vouchedBy: 'caller',
    })
  },
)

test('addresses that are given win, and are those of a GHCR-compatible host', () => {
  const addresses = { registry: 'https://images.example/', api: 'https://git.example/api/v3/' }
  expect(readSubject('acme/app:1', addresses)).toMatchObject({
    kind: 'GITHUB_CR',
    registryUrl: 'https://images.example',
    apiUrl: 'https://git.example/api/v3',
    vouchedBy: 'caller',
    name: 'images.example/acme/app:1',
  })
})

test.each([
  ['a host that is neither GitHub nor listed', 'images.example/acme/app:1', {}, /--api/],
  ['a host that only ends like GitHub', 'notghcr.io/acme/app:1', {}, /--api/],
  [
    'an image of another host than the registry',
    'ghcr.io/acme/app',
    { registry: 'http://127.0.0.1:1' },
    /image is of ghcr\.io/,
  ],
  ['a registry that is no address', 'acme', { registry: 'ghcr.io' }, /registry is not an http\(s\) address/],
  [
    'an API address with a password in it',
    'acme',
    { registry: 'http://127.0.0.1:1', api: 'http://a:b@h' },
    /api is not/,
  ],
  ['an upper-case image', 'acme/App', {}, /lower-case/],
  ['a tag that is none', 'acme/app:-', {}, /tag/],
] as const)('%s is refused', (_, target, addresses, message) => {
  expect(() => readSubject(target, addresses)).toThrow(message)
})
