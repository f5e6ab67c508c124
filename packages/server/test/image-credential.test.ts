import { type ErrorBody, type OperationSpec, operations } from '@fairlead/api'
import { createApiClient } from '@fairlead/api/client'
import { type Principal, type Providers, Secret } from '@fairlead/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { startTestServer, type TestServer } from './support/start-test-server.ts'
import { openTwinWorld, signal, type TwinWorld } from './support/twin-world.ts'

const MINUTE = 60_000
const ELSEWHERE = '3fa85f64-5717-4562-b3fc-2c963f66afa6'

describe('the login that a node gets for an image', () => {
  const stores = useTestStores()
  let world: TwinWorld
  let node: Principal
  beforeAll(async () => {
    world = await openTwinWorld(await stores.open())
    await world.push('acme/app', '1.0')
    node = { ...world.who, name: 'node-1', organizationId: world.organizationId, role: 'node' }
  }, 120_000)
  afterAll(() => world?.close())
  beforeEach(async () => {
    for (const { registry } of await world.app.listRegistries(world.who, world.organizationId)) {
      await world.app.deleteRegistry(world.who, world.organizationId, registry.id, { force: true })
    }
  })

  const host = () => new URL(world.twin.url).host
  const ask = async (image: string, app = world.app, keepSeconds?: number) => {
    const given = await app.imageCredential(node, world.organizationId, { image, keepSeconds }, signal)
    return { ...given, password: given.credential?.password.reveal() }
  }
  const connect = async (repositoryPrefix: string) => {
    const { value } = await world.token()
    const registry = await world.connect(value, { repositoryPrefix })
    return { registry, value }
  }

  test('is that of the longest prefix that fits, as where no container names a connection', async () => {
    const all = await connect('')
    const acme = await connect('acme')
    const team = await connect('acme/team')
    const asked = async (image: string) => (await ask(`${host()}/${image}`)).password
    expect(await asked('acme/app')).toBe(acme.value)
    expect(await asked('acme/app:1.0')).toBe(acme.value)
    expect(await asked('acme/team/app')).toBe(team.value)
    // The kubelet's own comparison would take acme for acmeco.
    expect(await asked('acmeco/app')).toBe(all.value)
  })

  test('is for the image alone where the host has several, or one that is not for all of it', async () => {
    await connect('acme')
    const image = `${host()}/acme/app`
    expect(await ask(`${image}@sha256:${'0'.repeat(64)}`)).toMatchObject({ image, forHost: false })
    await connect('')
    expect(await ask(image)).toMatchObject({ forHost: false })
  })

  test('is for the host where it has one connection that is for all of it', async () => {
    await connect('')
    expect(await ask(`${host()}/acme/app`)).toMatchObject({ forHost: true, host: host(), keepSeconds: 300 })
    expect(await ask(`${host()}/acme/app`, world.app, 0)).toMatchObject({ keepSeconds: 0 })
  })

  test('is none for an image that no connection is made for, and that is not kept', async () => {
    await connect('acme')
    const audited = await world.audited()
    for (const image of [`${host()}/umbrella/app`, 'ghcr.io/acme/app', 'docker.io/library/nginx']) {
      const given = await ask(image)
      expect([image, given.credential, given.keepSeconds]).toEqual([image, undefined, 0])
    }
    expect(await world.audited()).toEqual(audited)
  })

  test('is the new one as soon as a rotation is stored, and again the old one when it is undone', async () => {
    const { registry, value } = await connect('acme')
    const image = `${host()}/acme/app`
    expect((await ask(image)).password).toBe(value)
    const second = await world.token()
    await world.rotate(registry, second.value)
    expect((await ask(image)).password).toBe(second.value)
    await world.app.undoRotation(world.who, world.organizationId, registry.id)
    expect((await ask(image)).password).toBe(value)
  })

  test('is kept no longer than it lasts, and is made anew before its end', async () => {
    await connect('acme')
    let count = 0
    const provider = {
      kind: 'ECR',
      credential: async () => {
        count += 1
        const expiresAt = new Date(world.clock.now().getTime() + 60 * MINUTE).toISOString()
        return { username: 'AWS', password: new Secret(`made-${count}`), expiresAt }
      },
    }
    const providers = { get: () => provider, list: () => [], forHost: () => provider } as unknown as Providers
    const app = world.createAppLike({ providers })
    const image = `${host()}/acme/app`
    expect(await ask(image, app, 86_400)).toMatchObject({ password: 'made-1', keepSeconds: 55 * 60 })
    world.clock.advance(30 * MINUTE)
    expect(await ask(image, app, 86_400)).toMatchObject({ password: 'made-1', keepSeconds: 25 * 60 })
    world.clock.advance(15 * MINUTE)
    expect(await ask(image, app)).toMatchObject({ password: 'made-2', keepSeconds: 300 })
  })

  test('is in the audit trail each time with who got it, and the secret is in no trail and no event', async () => {
    const { registry, value } = await connect('acme')
    await ask(`${host()}/acme/app`)
    await ask(`${host()}/acme/app`)
    const trail = await world.store.audit.list(world.organizationId, { page: 0, pageSize: 100 })
    expect(trail.slice(0, 2)).toMatchObject(
      Array(2).fill({ actor: 'node-1', action: 'HAND_OUT_LOGIN', targetId: registry.id }),
    )
    const events = await world.store.events.since(world.organizationId, 0, 1000)
    expect(JSON.stringify([trail, events])).not.toContain(value)
  })
})

describe('over HTTP', () => {
  let server: TestServer
  let org: string
  let nodeToken: string
  beforeAll(async () => {
    server = await startTestServer()
    org = server.made.organization.id
    nodeToken = (await server.client.tokens.create(org, { name: 'node-1', role: 'node' })).token
    await server.client.registries.create(org, { ...server.registryBody('twin'), repository_prefix: 'acme' })
  }, 120_000)
  afterAll(() => server?.close())

  const send = (token: string, path: string, method = 'GET', body?: object) =>
    fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  const request = (image: string) => ({
    apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
    kind: 'CredentialProviderRequest',
    image,
  })
  const ask = (token: string, image: string, { organization = org, query = '' } = {}) =>
    send(token, `/fairlead/v1/organization/${organization}/imageCredential${query}`, 'POST', request(image))
  const image = () => `${new URL(server.twin.url).host}/acme/hello`
  const codeOf = async (answer: Response) => ((await answer.json()) as ErrorBody).code
  const fieldOf = async (answer: Response) => ((await answer.json()) as ErrorBody).issues[0]?.field

  test('the answer is what the kubelet expects of a credential provider, and nobody on the way keeps it', async () => {
    const answer = await ask(nodeToken, image(), { query: '?keep_seconds=60' })
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(await answer.json()).toEqual({
      apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
      kind: 'CredentialProviderResponse',
      cacheKeyType: 'Image',
      cacheDuration: '60s',
      auth: {
        [image()]: { username: expect.any(String), password: server.twin.connectToken.reveal() },
      },
    })
    const nobody = await (await ask(nodeToken, 'registry.example/acme/hello')).json()
    expect(nobody).toMatchObject({ cacheKeyType: 'Image', cacheDuration: '0s', auth: {} })
  })

  test('a token of a node may do nothing else', async () => {
    const specs = Object.values(operations) as OperationSpec[]
    const others = specs.filter(({ permission }) => !['any', 'none', 'image:pull'].includes(permission))
    expect(others.length).toBeGreaterThan(50)
    for (const { id, method, path } of others) {
      const answer = await send(nodeToken, path.replaceAll(/\{\w+\}/g, org), method)
      expect([id, answer.status, await codeOf(answer)]).toEqual([id, 403, 'permission.denied'])
    }
    const me = await createApiClient({ baseUrl: server.url, token: nodeToken }).me()
    expect(me).toMatchObject({ role: 'node', permissions: ['image:pull'] })
  })

  test('no other role is given a login', async () => {
    const tokens = [server.token]
    for (const role of ['admin', 'deployer', 'viewer'] as const) {
      tokens.push((await server.client.tokens.create(org, { name: role, role })).token)
    }
    for (const token of tokens) {
      const answer = await ask(token, image())
      expect(answer.status).toBe(403)
      expect(await answer.text()).not.toContain(server.twin.connectToken.reveal())
    }
  })

  test('a token of another organization, a revoked one and one that has ended get nothing', async () => {
    const other = await server.client.organizations.create({ name: 'other' })
    const { token: foreign } = await server.client.tokens.create(other.id, { name: 'n', role: 'node' })
    expect((await ask(foreign, image())).status).toBe(404)
    expect((await ask(nodeToken, image(), { organization: ELSEWHERE })).status).toBe(404)
    const revoked = await server.client.tokens.create(org, { name: 'revoked', role: 'node' })
    await server.client.tokens.remove(org, revoked.id)
    expect((await ask(revoked.token, image())).status).toBe(401)
    const expires_at = new Date(Date.now() + 300).toISOString()
    const { token: short } = await server.client.tokens.create(org, { name: 's', role: 'node', expires_at })
    await expect.poll(async () => (await ask(short, image())).status, { timeout: 5000 }).toBe(401)
  })

  test.each([
    ['no image', {}, 'image'],
    ['another version', { apiVersion: 'credentialprovider.kubelet.k8s.io/v1beta1' }, 'apiVersion'],
  ])('a request with %s is refused at its field', async (_, change, field) => {
    const body = { ...request('x'), ...(field === 'image' ? { image: undefined } : {}), ...change }
    const path = `/fairlead/v1/organization/${org}/imageCredential`
    const answer = await send(nodeToken, path, 'POST', body)
    expect([answer.status, await fieldOf(answer)]).toEqual([400, field])
  })
})
