import { expect, test } from 'vitest'
import { writtenAddress } from './attempt-connections.ts'
import { misspelledHost } from './misspelled-host.ts'
import { readSubject } from './read-subject.ts'

const read = (text: string) => readSubject(text, { hasOwners: (host) => host === 'ghcr.io' })
const DIGEST = `sha256:${'a'.repeat(64)}`

test.each([
  ['nginx', 'docker.io/library/nginx', 'library/nginx'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27', 'library/nginx:1.27'],
  ['acme/app', 'docker.io/acme/app', 'acme/app'],
  ['index.docker.io/acme/app:1', 'docker.io/acme/app:1', 'acme/app:1'],
  ['ghcr.io/acme/app:1.4', 'ghcr.io/acme/app:1.4', 'acme/app:1.4'],
  ['GHCR.IO/acme/app', 'ghcr.io/acme/app', 'acme/app'],
  [' docker://ghcr.io/acme/app:1 ', 'ghcr.io/acme/app:1', 'acme/app:1'],
  ['https://ghcr.io/acme/app', 'ghcr.io/acme/app', 'acme/app'],
  ['"ghcr.io/acme/app:1",', 'ghcr.io/acme/app:1', 'acme/app:1'],
  ['ghcr.io/acme/app:1.4-RC1', 'ghcr.io/acme/app:1.4-RC1', 'acme/app:1.4-RC1'],
  [`localhost:5000/app@${DIGEST}`, `localhost:5000/app@${DIGEST}`, `app@${DIGEST}`],
  ['registry.example/app', 'registry.example/app', 'app'],
])('%s is the image %s', (text, name, image) => {
  expect(read(text)).toMatchObject({ name, image, findings: [] })
})

test('an image without a host is known to be assumed of Docker Hub', () => {
  expect(read('acme/app').hostAssumed).toBe(true)
  expect(read('docker.io/acme/app').hostAssumed).toBe(false)
})

test.each([
  ['ghcr.io/acme', { host: 'ghcr.io', owner: 'acme', name: 'ghcr.io/acme' }],
  ['ghcr.io/acme/', { host: 'ghcr.io', owner: 'acme', name: 'ghcr.io/acme' }],
  ['ghcr.io', { host: 'ghcr.io', repository: '', name: 'ghcr.io' }],
  ['registry.example:5000', { host: 'registry.example:5000', repository: '' }],
])('%s is no image', (text, expected) => {
  expect(read(text)).toMatchObject(expected)
  expect(read(text)).not.toHaveProperty('image')
})

test.each([
  ['ghcr.io/Acme/app:1', 'owner.not_lowercase', 'ghcr.io/acme/app:1'],
  ['ghcr.io/acme/App:RC', 'image.not_lowercase', 'ghcr.io/acme/app:RC'],
  ['ghcr.io/Acme', 'owner.not_lowercase', 'ghcr.io/acme'],
  ['Acme/App', 'image.not_lowercase', 'docker.io/acme/app'],
])('%s has capitals: %s, and is read as %s', (text, code, name) => {
  const subject = read(text)
  expect(subject.findings.map((each) => each.code)).toEqual([code])
  expect(subject.name).toBe(name)
  // With its host, where one was given: without, it would be of Docker Hub.
  expect(subject.findings[0]?.remedy?.action).toBe(`Write ${name.replace('docker.io/', '')}.`)
})

test.each([
  ['', 'request.invalid'],
  ['ghcr.io/acme/app:-1', 'image.reference_invalid'],
  ['ghcr.io/acme//app', 'image.reference_invalid'],
  ['ghcr.io/acme/app@sha256:1', 'image.reference_invalid'],
])('%j is refused', (text, code) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code }))
})

test.each([
  ['ghrc.io', 'ghcr.io'],
  ['gchr.io', 'ghcr.io'],
  ['ghcr.oi', 'ghcr.io'],
  ['ghcrio', 'ghcr.io'],
  ['dokcer.io', 'docker.io'],
  ['qay.io', 'quay.io'],
])('%s is one slip away from %s', (host, meant) => {
  const found = misspelledHost(host, `${host}/acme/app`)
  expect(found?.remedy?.action).toContain(`Write ${meant}/acme/app.`)
  expect(found?.remedy?.action).toContain('revoke it')
})

test.each(['ghcr.io', 'gcr.io', 'icr.io', 'nvcr.io', 'quay.io', 'registry.example', 'eu.gcr.io', 'io'])(
  '%s is not taken for a slip',
  (host) => expect(misspelledHost(host, host)).toBeUndefined(),
)

test.each([
  'https://ada:hunter22@ghcr.io/acme/app:1',
  'ada:hunter22@ghcr.io/acme/app:1',
  'ada:hunter22@ghcr.io',
  '"https://hunter22@ghcr.io/acme/app"',
])('a credential in the name is refused, and not said again', (text) => {
  let told: unknown
  try {
    readSubject(text, { hasOwners: () => false })
  } catch (error) {
    told = error
  }
  expect(told).toMatchObject({ code: 'request.invalid' })
  expect(JSON.stringify(told) + String(told)).not.toContain('hunter22')
})

test.each([
  [`nginx:1.27@sha256:${'a'.repeat(64)}`],
  [`ghcr.io/acme/app:1@sha256:${'a'.repeat(64)}`],
  ['127.0.0.1:5000/acme/app:1'],
])('%s holds no credential', (text) => {
  expect(readSubject(text, { hasOwners: () => false }).image).toBeDefined()
})

test.each([
  ['https://localhost:5443/team/app:1.0', 'https://localhost:5443'],
  ['http://registry.lan:5000/team/app:1.0', 'http://registry.lan:5000'],
  ['https://ghcr.io/acme/app', undefined],
  ['localhost:5000/team/app', undefined],
  ['docker://localhost:5000/team/app', undefined],
])('%s is written with the address %s', (text, address) => {
  expect(writtenAddress(text)).toBe(address)
})
