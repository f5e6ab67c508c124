import { type RegistryConnection, Secret, systemClock, type VerifyRequest } from '@fairlead/core'
import { createRegistryClient } from '@fairlead/oci/client'
import { createGuardedFetch } from '@fairlead/oci/net'
import { createProviders } from '@fairlead/providers'
import { expect, onTestFinished, test } from 'vitest'
import { type RegistryAuth, startDockerRegistry } from '../support/docker-registry.ts'
import { describeWithProgram } from '../support/program.ts'
import { tinyImage } from '../support/sample-image.ts'
import { startTokenServer } from '../support/token-server.ts'

// bcrypt of "open sesame", at the lowest cost.
const HTPASSWD: RegistryAuth = {
  yaml: 'auth: { htpasswd: { realm: test, path: "{folder}/htpasswd" } }',
  files: { htpasswd: 'robot:$2b$04$0NNrrA0pKahiyZpTWZR3sORvl9jybj0AM8fXxU5Zuo9LZiObooNZO\n' },
}

const ADMIN = {
  password: 'all of it',
  grants: { 'repository:team/app': ['pull', 'push'], 'registry:catalog': ['*'] },
}
const READER = { password: 'only looking', grants: { 'repository:team/app': ['pull'] } }

function guardedFetch() {
  const fetch = createGuardedFetch({ policy: { privateNetworks: 'allow' } })
  onTestFinished(() => fetch.close())
  return fetch
}

interface As {
  readonly username?: string
  readonly password?: string
  readonly realm?: string
}

async function verify(url: string, { username, password, realm }: As, request: VerifyRequest = {}) {
  const provider = createProviders({ fetch: guardedFetch(), clock: systemClock, compatibleHosts: [] }).get(
    'GENERIC_CR',
  )
  if (!provider) throw new Error('There is no generic kind.')
  const config = { ...(username ? { username, password } : {}), ...(realm ? { token_realm: realm } : {}) }
  const connection: RegistryConnection = { kind: 'GENERIC_CR', ...provider.parse({ url, config }) }
  const verification = await provider.verify(connection, request, new AbortController().signal)
  return { ...verification, codes: verification.findings.map(({ code }) => code) }
}

async function push(url: string, { username = '', password = '', realm }: As): Promise<void> {
  const client = createRegistryClient({
    url,
    fetch: guardedFetch(),
    credential: {
      username,
      password: new Secret(password),
      ...(realm ? { tokenRealm: realm } : {}),
    },
  })
  const { signal } = new AbortController()
  const image = tinyImage('team/app')
  for (const blob of image.blobs) {
    await client.pushBlob('team/app', blob, () => ReadableStream.from([blob.bytes]), signal)
  }
  const { bytes, mediaType } = image.manifest
  await client.pushManifest('team/app', '1.0', bytes, mediaType, signal)
}

describeWithProgram('docker-registry', 'apt-get install docker-registry', 'Debian’s docker-registry', () => {
  test('without a login is proved to list, pull and push, with an image of its own choice', async () => {
    const url = await startDockerRegistry()
    await push(url, { username: 'anyone', password: 'anything' })
    const { codes, capabilities, grounds } = await verify(url, {}, { push: true })
    expect(codes).toEqual([])
    expect(capabilities).toMatchObject({ list: 'yes', pull: 'yes', push: 'yes' })
    expect(grounds.pull).toMatch(/^team\/app was pulled/)
  })

  test('with htpasswd takes the right password alone', async () => {
    const url = await startDockerRegistry(HTPASSWD)
    const robot = { username: 'robot', password: 'open sesame' }
    await push(url, robot)
    const good = await verify(url, robot, { image: 'team/app:1.0', push: true })
    expect(good.codes).toEqual([])
    expect(good.capabilities).toMatchObject({ list: 'yes', pull: 'yes', push: 'yes' })
    const wrong = await verify(url, { ...robot, password: 'open barley' }, { image: 'team/app:1.0' })
    expect(wrong.codes).toEqual(['token.refused'])
    const nobody = await verify(url, {}, { image: 'team/app:1.0' })
    expect(nobody.codes).toEqual(['pull.denied'])
  })

  test('with htpasswd tells an absent image and an absent tag apart', async () => {
    const url = await startDockerRegistry(HTPASSWD)
    const robot = { username: 'robot', password: 'open sesame' }
    await push(url, robot)
    expect((await verify(url, robot, { image: 'team/ap:1.0' })).codes).toEqual(['package.not_found'])
    const { codes, findings } = await verify(url, robot, { image: 'team/app:1.1' })
    expect(codes).toEqual(['tag.not_found'])
    expect(findings[0]?.summary).toMatch(/Did you mean 1\.0\?/)
  })

  test('with tokens from another host is asked to log in there only when that host is vouched for', async () => {
    const { auth, realm, seen } = await startTokenServer({ admin: ADMIN })
    const url = await startDockerRegistry(auth)
    const admin = { username: 'admin', password: ADMIN.password }
    const { codes, findings } = await verify(url, admin, { image: 'team/app:1.0' })
    expect(codes).toEqual(['registry.realm_elsewhere'])
    expect(findings[0]?.remedy?.action).toContain(realm)
    expect(seen).toEqual([])
    await push(url, { ...admin, realm })
    const vouched = await verify(url, { ...admin, realm }, { image: 'team/app:1.0', push: true })
    expect(vouched.codes).toEqual([])
    expect(vouched.capabilities).toMatchObject({ list: 'yes', pull: 'yes', push: 'yes' })
  })

  test('with tokens lets a reader pull, and not push or list', async () => {
    const { auth, realm } = await startTokenServer({ admin: ADMIN, reader: READER })
    const url = await startDockerRegistry(auth)
    await push(url, { username: 'admin', password: ADMIN.password, realm })
    const reader = { username: 'reader', password: READER.password, realm }
    const { codes, capabilities } = await verify(url, reader, { image: 'team/app:1.0', push: true })
    expect(codes).toEqual(['push.denied'])
    expect(capabilities).toMatchObject({ list: 'no', pull: 'yes', push: 'no' })
    const wrong = await verify(url, { ...reader, password: 'a guess' }, { image: 'team/app:1.0' })
    expect(wrong.codes).toEqual(['token.refused'])
  })
})
