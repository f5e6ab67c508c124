import { expect, test } from 'vitest'
import { readImageName } from './image-name.ts'
import { readPort } from './port.ts'
import { readKind } from './registry-kind.ts'

test.each([
  ['ghcr.io/acme/app:1.4', { host: 'ghcr.io', repository: 'acme/app', tag: '1.4' }],
  ['127.0.0.1:5555/acme/team/app', { host: '127.0.0.1:5555', repository: 'acme/team/app', tag: undefined }],
  ['http://127.0.0.1:5555/acme/app:2', { host: '127.0.0.1:5555', repository: 'acme/app', tag: '2' }],
  ['acme/app:1.4', { host: undefined, repository: 'acme/app', tag: '1.4' }],
  ['acme/app', { host: undefined, repository: 'acme/app', tag: undefined }],
  ['localhost/app:1', { host: 'localhost', repository: 'app', tag: '1' }],
])('%s is split into host, repository and tag', (text, parts) => {
  expect(readImageName(text)).toEqual(parts)
})

test('a digest is refused with what to do', () => {
  expect(() => readImageName(`acme/app@sha256:${'0'.repeat(64)}`)).toThrow(/names a digest/)
})

test.each([
  ['8080', { internal: 8080, external: undefined, protocol: 'HTTP' }],
  ['80:8080', { internal: 8080, external: 80, protocol: 'HTTP' }],
  ['5432/tcp', { internal: 5432, external: undefined, protocol: 'TCP' }],
  ['53:5353/UDP', { internal: 5353, external: 53, protocol: 'UDP' }],
])('port %s', (text, port) => {
  expect(readPort(text)).toEqual(port)
})

test.each(['', '0', '65536', '80:0', 'http', '80/sctp', '1:2:3'])('"%s" is no port', (text) => {
  expect(() => readPort(text)).toThrow(expect.objectContaining({ exitCode: 2 }))
})

const KINDS = ['GITHUB_CR', 'GITHUB_ENTERPRISE_CR', 'DOCKER_HUB'] as const

test.each([
  ['ghcr', 'GITHUB_CR'],
  ['GITHUB_CR', 'GITHUB_CR'],
  ['github-enterprise', 'GITHUB_ENTERPRISE_CR'],
  ['ghe', 'GITHUB_ENTERPRISE_CR'],
  ['docker-hub', 'DOCKER_HUB'],
])('kind %s is %s', (text, kind) => {
  expect(readKind(text, KINDS)).toBe(kind)
})

test('a kind that the server does not speak is refused with those that it does', () => {
  expect(() => readKind('ecr', KINDS)).toThrow(
    expect.objectContaining({
      remedy: 'It speaks ghcr, ghe, docker-hub. What each needs: fairlead registry kinds.',
    }),
  )
})
