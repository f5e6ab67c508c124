import { expect, test } from 'vitest'
import { readTarget } from './target.ts'

test.each([
  ['ghcr.io/acme/app:1.4', 'ghcr.io', 'github.com'],
  ['GHCR.io/acme', 'ghcr.io', 'github.com'],
  ['https://ghcr.io/acme/app', 'ghcr.io', 'github.com'],
  ['containers.acme.ghe.com/team/app:1', 'containers.acme.ghe.com', 'ghe.com'],
  ['notghcr.io/acme/app', 'notghcr.io', 'caller'],
  ['ghcr.io.evil.example/acme/app', 'ghcr.io.evil.example', 'caller'],
  ['127.0.0.1:5555/acme/app:1', '127.0.0.1:5555', 'caller'],
  ['registry.example:5000', 'registry.example:5000', 'caller'],
  ['nginx', 'docker.io', 'caller'],
  ['nginx:1.27', 'docker.io', 'caller'],
  ['acme/app:1.4', 'docker.io', 'caller'],
  ['index.docker.io/acme/app', 'docker.io', 'caller'],
])('%s is of %s', (subject, host, vouchedBy) => {
  expect(readTarget({ subject })).toMatchObject({ host, vouchedBy })
})

test.each([
  ['acme/app:1', '127.0.0.1:1/acme/app:1'],
  ['127.0.0.1:1/acme/app:1', '127.0.0.1:1/acme/app:1'],
  ['acme', '127.0.0.1:1/acme'],
  ['', '127.0.0.1:1'],
])('%j is of the registry whose address is given', (subject, expected) => {
  const target = readTarget({ subject, registry: 'http://127.0.0.1:1/' })
  expect(target).toMatchObject({ subject: expected, host: '127.0.0.1:1', address: 'http://127.0.0.1:1' })
})

test('the line names what is not named otherwise', () => {
  const line = 'manifest for ghcr.io/acme/app:9 not found'
  expect(readTarget({ line })).toMatchObject({ subject: 'ghcr.io/acme/app:9', host: 'ghcr.io' })
  expect(readTarget({ line: 'dial tcp: lookup r.example on 10.0.0.1:53: no such host' }).host).toBe(
    'r.example',
  )
})

test("GitHub's own tokens go nowhere over plain HTTP", () => {
  const target = readTarget({ subject: 'ghcr.io/acme/app', registry: 'http://ghcr.io' })
  expect(target.vouchedBy).toBe('caller')
})

test.each([
  ['two hosts', { subject: 'ghcr.io/acme/app', registry: 'http://127.0.0.1:1' }, /image is of ghcr\.io/],
  ['a registry that is no address', { subject: 'acme', registry: 'ghcr.io' }, /registry is not an http/],
  ['an API with a password in it', { subject: 'acme', api: 'http://a:b@h' }, /api is not/],
  ['nothing', {}, /IMAGE is missing/],
  ['a line that names nothing', { line: 'denied' }, /the line names none/],
])('%s is refused', (_, input, message) => {
  expect(() => readTarget(input)).toThrow(message)
})

test('the scheme of a name is kept where it is not the usual one', () => {
  expect(readTarget({ subject: 'https://localhost:5443/team/app:1' })).toMatchObject({
    subject: 'localhost:5443/team/app:1',
    address: 'https://localhost:5443',
  })
  expect(readTarget({ subject: 'http://ghcr.io/acme/app' }).vouchedBy).toBe('caller')
  expect(readTarget({ subject: 'https://ghcr.io/acme/app' }).address).toBeUndefined()
})

test('a credential in a name is refused, and not said again', () => {
  const read = () => readTarget({ subject: 'https://u:hunter22@ghcr.io/a/b:1' })
  expect(read).toThrow(/user name or a password/)
  expect(read).not.toThrow(/hunter22/)
})
