import { expect, test } from 'vitest'
import { recognise } from './recognise.ts'

const KINDS = [
  { kind: 'GITHUB_CR', compatible_urls: ['http://127.0.0.1:5555', 'https://images.acme.example'] },
  { kind: 'GENERIC_CR', compatible_urls: [] },
] as const

const github = (url?: string) => ({ kind: 'GITHUB_CR', ...(url ? { url } : {}), username: 'acme' })

test.each([
  ['ghcr.io/acme/app:1.4', { ...github(), image: 'acme/app:1.4' }],
  ['docker pull ghcr.io/Acme/app', { ...github(), image: 'Acme/app' }],
  ['ghcr.io/acme', github()],
  ['nginx', { kind: 'DOCKER_HUB', image: 'nginx' }],
  ['acme/app:1.4', { kind: 'DOCKER_HUB', image: 'acme/app:1.4' }],
  ['https://harbor.example.com', { kind: 'GENERIC_CR', preset: 'harbor', url: 'https://harbor.example.com' }],
  ['localhost:5000/app', { kind: 'GENERIC_CR', url: 'https://localhost:5000', image: 'app' }],
  ['', undefined],
  ['two words', undefined],
])('%s is recognised by its host', (pasted, found) => expect(recognise(pasted, KINDS)).toEqual(found))

test.each([
  ['127.0.0.1:5555/acme/app:1.4', { ...github('http://127.0.0.1:5555'), image: 'acme/app:1.4' }],
  ['http://127.0.0.1:5555', { kind: 'GITHUB_CR', url: 'http://127.0.0.1:5555' }],
  [
    'docker pull images.acme.example/acme/app',
    { ...github('https://images.acme.example'), image: 'acme/app' },
  ],
  // The address is the one that is listed, however it was pasted.
  ['https://127.0.0.1:5555/acme', github('http://127.0.0.1:5555')],
])('%s is of the kind that its host is listed for', (pasted, found) =>
  expect(recognise(pasted, KINDS)).toEqual(found),
)

test('another port of a listed host is another registry', () =>
  expect(recognise('127.0.0.1:6666/acme/app', KINDS)).toMatchObject({ kind: 'GENERIC_CR' }))
