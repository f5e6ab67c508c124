import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApiClient } from '@fairlead/api/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

let started: TestServer
let parent: string
beforeAll(async () => {
  started = await startTestServer()
  parent = await mkdtemp(join(tmpdir(), 'fairlead-provider-'))
}, 120_000)
afterAll(async () => {
  await started?.close()
  await rm(parent, { recursive: true, force: true })
})

const folder = () => join(parent, 'node')
const make = (...argv: string[]) => started.fairlead(['credential-provider', folder(), ...argv])
const read = (name: string) => readFile(join(folder(), name), 'utf8')
const hostOf = (url: string) => new URL(url).host

test('without a connection nothing is made but a word on what is missing', async () => {
  const { code, err } = await make()
  expect([code, err]).toEqual([2, expect.stringContaining('has no connection yet')])
  await expect(stat(folder())).rejects.toThrow('ENOENT')
})

test('a folder holds the program, its configuration for the connected hosts, and a token for its owner', async () => {
  await started.fairlead(['registry', 'add', 'twin', '--url', started.twin.twin.url, '--prefix', 'acme'], {
    env: { FAIRLEAD_REGISTRY_TOKEN: started.twin.tokens.good },
  })
  const { code, out } = await make(
    '--name',
    'rack-1',
    '--keep-seconds',
    '60',
    '--match',
    '*.registry.example',
  )
  expect(code).toBe(0)
  expect(out).toContain('--image-credential-provider-bin-dir=/etc/fairlead/bin')
  expect((await stat(join(folder(), 'bin/fairlead-credential-provider'))).mode & 0o777).toBe(0o755)
  expect((await stat(join(folder(), 'token'))).mode & 0o777).toBe(0o600)
  const token = (await read('token')).trim()
  expect(out).not.toContain(token)
  const me = await createApiClient({ baseUrl: started.url, token }).me()
  expect(me).toMatchObject({ name: 'rack-1', role: 'node' })
  const { id, name } =
    (await createApiClient({ baseUrl: started.url, token: started.token }).organizations.list())[0] ??
    expect.fail()
  expect(
    await read('credential-provider.yaml'),
  ).toBe(`# Made by "fairlead credential-provider" for the organization "${name}".
# The kubelet reads it once, when it starts.
apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
  - name: fairlead-credential-provider
    apiVersion: credentialprovider.kubelet.k8s.io/v1
    matchImages:
      - "*.registry.example"
      - "${hostOf(started.twin.twin.url)}"
    defaultCacheDuration: 60s
    env:
      - name: FAIRLEAD_URL
        value: "${started.url}"
      - name: FAIRLEAD_ORGANIZATION
        value: "${id}"
      - name: FAIRLEAD_TOKEN_FILE
        value: "/etc/fairlead/token"
      - name: FAIRLEAD_KEEP_SECONDS
        value: "60"
`)
})

test('a token that is there is not replaced, and stays while the rest is written anew', async () => {
  const before = await read('token')
  const refused = await make()
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--keep-token')])
  const again = await make(
    '--keep-token',
    '--url',
    'https://fairlead.example',
    '--node-folder',
    '/opt/fairlead',
  )
  expect(again.code).toBe(0)
  expect(await read('token')).toBe(before)
  const config = await read('credential-provider.yaml')
  expect(config).toContain('value: "https://fairlead.example"')
  expect(config).toContain('value: "/opt/fairlead/token"')
})

test.each([
  [['--url', 'http://fairlead.example'], 'is not encrypted'],
  [['--node-folder', 'etc'], 'is not an absolute path'],
  [['--ca-file', '/nowhere/ca.pem'], 'cannot be read (ENOENT)'],
  [['--ca-file', import.meta.filename], 'holds no certificate'],
])('nothing is made with %j', async (options, words) => {
  const { code, err } = await make('--keep-token', ...options)
  expect([code, err]).toEqual([2, expect.stringContaining(words)])
})
