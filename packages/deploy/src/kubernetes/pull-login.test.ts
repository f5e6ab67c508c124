import { randomUUID } from 'node:crypto'
import { type PullLogin, type RegistryCredential, Secret } from '@fairlead/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWithKubernetes } from '../../../../test/support/kubernetes.ts'
import { type RawPlace, startRawPlace } from '../../test/raw-workload.ts'
import { newService } from '../contract.ts'
import type { KubeObject } from './connection/objects.ts'
import { keepPullLogin, pullSecret } from './pull-login.ts'
import { loginNameIn } from './render/place.ts'
import { watchPullLogins } from './watch-pull-logins.ts'

const limit = () => AbortSignal.timeout(60_000)
vi.setConfig({ testTimeout: 60_000 })
const HOUR = 3_600_000

const loginOf = (
  password: string,
  more: Partial<PullLogin> = {},
  credential: Partial<RegistryCredential> = {},
): PullLogin => ({
  service: newService(),
  registryId: randomUUID(),
  registry: 'registry.example:5000',
  repositoryPrefix: '',
  ...more,
  credential: { username: 'octo', password: new Secret(password), ...credential },
})

const fileOf = (object: KubeObject | undefined): unknown => {
  const { data } = (object ?? {}) as { data?: Record<string, string> }
  return JSON.parse(Buffer.from(data?.['.dockerconfigjson'] ?? '', 'base64').toString())
}

test('a login for a part of a host stands for that part and, after it, for the host; nothing but the data shows the password', () => {
  const whole = pullSecret(loginOf('first-secret'), 'shop')
  const part = pullSecret(loginOf('other-secret', { repositoryPrefix: '/acme/team/' }), 'shop')
  const auth = Buffer.from('octo:first-secret').toString('base64')
  expect(fileOf(whole)).toEqual({
    auths: { 'registry.example:5000': { username: 'octo', password: 'first-secret', auth } },
  })
  expect(Object.keys((fileOf(part) as { auths: object }).auths)).toEqual([
    'registry.example:5000/acme/team',
    'registry.example:5000',
  ])
  expect(JSON.stringify({ ...whole, data: undefined })).not.toContain('first-secret')
})

describeWithKubernetes('the login that nodes pull with', (cluster) => {
  let place: RawPlace
  beforeAll(async () => {
    place = await startRawPlace(cluster)
  })
  afterAll(() => place?.close())

  const context = () => ({
    ...place.context,
    settings: { ...place.context.settings, namespace: place.namespace },
  })
  const keep = (login: PullLogin) => keepPullLogin(context(), login, limit())
  const nameOf = ({ service, registryId }: PullLogin) => loginNameIn(context().settings, service, registryId)
  const stored = (login: PullLogin) =>
    place.context.api.get('Secret', place.namespace, nameOf(login), limit())
  const passwordIn = async (login: PullLogin) => {
    const file = fileOf(await stored(login)) as { auths: Record<string, { password: string }> }
    return file.auths['registry.example:5000']?.password
  }

  test('is made, then left as it is, and changed with its password', async () => {
    const login = loginOf('one')
    expect(await keep(login)).toBe(true)
    const { resourceVersion } = (await stored(login))?.metadata ?? {}
    expect(await keep(login)).toBe(false)
    expect((await stored(login))?.metadata.resourceVersion).toBe(resourceVersion)
    const credential = { username: 'octo', password: new Secret('two') }
    expect(await keep({ ...login, credential })).toBe(true)
    expect(await passwordIn(login)).toBe('two')
  })

  test('comes back when it was deleted, edited or replaced by hand', async () => {
    const login = loginOf('right')
    await keep(login)
    const name = nameOf(login)
    const { api } = place.context
    await api.remove('Secret', place.namespace, name, limit())
    expect(await keep(login)).toBe(true)
    const wrong = Buffer.from('{"auths":{}}').toString('base64')
    await api.patch('Secret', place.namespace, name, { data: { '.dockerconfigjson': wrong } }, limit())
    expect(await keep(login)).toBe(true)
    expect(await passwordIn(login)).toBe('right')
    await api.patch(
      'Secret',
      place.namespace,
      name,
      { metadata: { labels: { 'dev.fairlead/registry': null } } },
      limit(),
    )
    expect(await keep(login)).toBe(true)
    await api.remove('Secret', place.namespace, name, limit())
    await place.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: place.namespace } })
    expect(await keep(login)).toBe(true)
    expect(await passwordIn(login)).toBe('right')
    expect(await keep(login)).toBe(false)
  })

  test('that ends by itself is left to last, whichever server made it, but not once it is edited or of another login', async () => {
    const login = loginOf('')
    const short = (password: string, inMs: number, origin = 'stored-login-1'): PullLogin => ({
      ...login,
      credential: {
        username: 'AWS',
        password: new Secret(password),
        expiresAt: new Date(Date.now() + inMs).toISOString(),
        origin,
      },
    })
    expect(await keep(short('by-one', 12 * HOUR))).toBe(true)
    expect(await keep(short('by-another', 11 * HOUR))).toBe(false)
    expect(await passwordIn(login)).toBe('by-one')
    expect(await keep(short('rotated', 12 * HOUR, 'stored-login-2'))).toBe(true)
    const name = nameOf(login)
    const edited = Buffer.from('{"auths":{"registry.example:5000":{}}}').toString('base64')
    await place.context.api.patch(
      'Secret',
      place.namespace,
      name,
      { data: { '.dockerconfigjson': edited } },
      limit(),
    )
    expect(await keep(short('repaired', HOUR / 6, 'stored-login-2'))).toBe(true)
    expect(await keep(short('renewed', HOUR, 'stored-login-2'))).toBe(true)
    expect(await passwordIn(login)).toBe('renewed')
  })

  test('is told of as soon as somebody edits or deletes it, or takes its label away, and not for being there', async () => {
    const logins = [loginOf('one'), loginOf('two'), loginOf('three')]
    for (const login of logins) await keep(login)
    const told = new Set<string>()
    const stop = new AbortController()
    const watching = watchPullLogins(context(), (registryId) => told.add(registryId), stop.signal)
    const [edited, deleted, unlabelled] = logins.map(nameOf)
    const { api } = place.context
    const edit = (name = '', change: object) => api.patch('Secret', place.namespace, name, change, limit())
    // Once a new one is told, the first list is over.
    const probe = loginOf('probe')
    await vi.waitFor(async () => {
      await edit(nameOf(probe), { metadata: { annotations: { now: `${Date.now()}` } } })
      await keep(probe)
      expect([...told]).toEqual([probe.registryId])
    })
    await edit(edited, { data: { '.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64') } })
    await api.remove('Secret', place.namespace, deleted ?? '', limit())
    await edit(unlabelled, { metadata: { labels: { 'dev.fairlead/registry': null } } })
    await vi.waitFor(() =>
      expect(told).toEqual(new Set([probe, ...logins].map(({ registryId }) => registryId))),
    )
    stop.abort()
    await watching
  })

  test('is not made where its namespace is not there', async () => {
    const elsewhere = { ...place.context, settings: { ...place.context.settings, namespace: null } }
    expect(await keepPullLogin(elsewhere, loginOf('one'), limit())).toBe(false)
  })
})
