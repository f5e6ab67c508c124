import { isAppError, type Verification } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenedStore } from '../src/store/open-store.ts'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { openTwinWorld, signal, type TwinWorld } from './support/twin-world.ts'

const stores = useTestStores()
const HOUR = 3_600_000

let opened: OpenedStore
let world: TwinWorld
beforeAll(async () => {
  opened = await stores.open()
  world = await openTwinWorld(opened)
  await world.push('acme/app', '1.0')
}, 120_000)
afterAll(() => world?.close())

/** A token that is no good, and how often it was shown to the registry or its API. */
async function deadToken() {
  const { id, value } = await world.token()
  await world.twin.state.revokeToken(id)
  const basic = (name: string) => Buffer.from(`${name}:${value}`).toString('base64')
  const carries = (authorization: string) =>
    authorization.includes(value) ||
    authorization.endsWith(basic('ada')) ||
    authorization.endsWith(basic('acme'))
  return {
    value,
    shown: () => world.shown.filter(({ authorization }) => carries(authorization)).length,
  }
}

const draft = (password: string, again = false): Promise<Verification> =>
  world.app.verifyDraft(
    world.who,
    world.organizationId,
    { kind: 'GITHUB_CR', url: world.twin.url, config: { username: 'acme', password } },
    { again },
    signal,
  )

const codes = ({ findings }: Verification) => findings.map(({ code }) => code)

test('a wrong secret is shown once though ten people press Test at the same time, and ten more afterwards', async () => {
  const dead = await deadToken()
  const first = await Promise.all(Array.from({ length: 10 }, () => draft(dead.value)))
  const once = dead.shown()
  expect(once).toBe(1)
  for (const verification of first) expect(codes(verification)).toContain('token.refused')
  const later = await Promise.all(Array.from({ length: 10 }, () => draft(dead.value)))
  expect(dead.shown()).toBe(1)
  for (const verification of later) {
    expect(codes(verification)).toEqual(['token.refused', 'credential.not_asked_again'])
    expect(verification.ok).toBe(false)
    expect(verification.findings[1]?.remedy?.action).toMatch(/--again/)
    expect(verification.findings[1]?.summary).toContain(world.clock.now().toISOString())
  }
})

test('it is asked again when that is asked for, and by itself after an hour, then ever later, up to a day', async () => {
  const dead = await deadToken()
  await draft(dead.value)
  await draft(dead.value, true)
  expect(dead.shown()).toBe(2)
  let shown = 2
  for (const hours of [2, 4, 8, 16, 24, 24]) {
    world.clock.advance(hours * HOUR - 1)
    await draft(dead.value)
    expect(dead.shown()).toBe(shown)
    world.clock.advance(1)
    await draft(dead.value)
    shown += 1
    expect(dead.shown()).toBe(shown)
  }
})

test('saves, other prefixes, scheduled verifications, image lists and diagnoses do not show it either', async () => {
  const dead = await deadToken()
  const { app, who, organizationId } = world
  const saved = await world.connect(dead.value, { unverified: true })
  await draft(dead.value)
  expect(dead.shown()).toBe(1)
  await expect(world.connect(dead.value)).rejects.toMatchObject({ code: 'registry.verification_failed' })
  await expect(
    world.connect(dead.value, { config: { username: 'umbrella', password: dead.value } }),
  ).rejects.toMatchObject({ code: 'registry.verification_failed' })
  await app.verifyRegistry(who, organizationId, saved.id, {}, signal)
  const denied = await app
    .listImages(who, organizationId, saved.id, '', signal)
    .catch((error: unknown) => error)
  expect(isAppError(denied, 'credential.refused')).toBe(true)
  await expect(app.listTags(who, organizationId, saved.id, 'acme/app', signal)).rejects.toMatchObject({
    code: 'credential.refused',
  })
  const subject = `${new URL(world.twin.url).host}/acme/app:1.0`
  await app.diagnoseImage(who, organizationId, { subject }, signal)
  expect(dead.shown()).toBe(1)
})

test('a deployment tries it, its explanations do not show it again', async () => {
  const dead = await deadToken()
  const saved = await world.connect(dead.value, { unverified: true })
  await draft(dead.value)
  const before = dead.shown()
  const deployment = await world.deploy(saved.id, 'acme/app')
  expect(deployment.state).toBe('failed')
  expect(deployment.findings.map(({ code }) => code)).toContain('token.refused')
  expect(dead.shown()).toBe(before + 1)
})

test('a success forgets it', async () => {
  const good = await world.token()
  const fault = world.twin.state.addFault({
    path: '*',
    effect: { kind: 'status', status: 401, body: '{"message":"Bad credentials"}' },
  })
  expect(codes(await draft(good.value))).toContain('token.refused')
  world.twin.state.removeFault(fault.id)
  expect(codes(await draft(good.value))).toContain('credential.not_asked_again')
  expect((await draft(good.value, true)).ok).toBe(true)
  expect((await draft(good.value)).ok).toBe(true)
})

test('of several who ask with a good secret none waits for a memory, and a canceled one lets the next ask', async () => {
  const good = await world.token()
  const canceled = new AbortController()
  const gone = world.app
    .verifyDraft(
      world.who,
      world.organizationId,
      { kind: 'GITHUB_CR', url: world.twin.url, config: { username: 'acme', password: good.value } },
      { onStart: () => canceled.abort() },
      canceled.signal,
    )
    .catch((error: unknown) => error)
  const others = await Promise.all([draft(good.value), draft(good.value), draft(good.value)])
  expect(isAppError(await gone, 'operation.canceled')).toBe(true)
  expect(others.map(({ ok }) => ok)).toEqual([true, true, true])
})

test('kept is a keyed hash and what the registry said: never the secret', async () => {
  const dead = await deadToken()
  await draft(dead.value)
  const { rows } = await opened.pool.query('select * from fairlead.refused_credential')
  expect(rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(rows)).not.toContain(dead.value)
  expect(Object.keys(rows[0])).toEqual(['fingerprint', 'findings', 'at', 'times'])
  world.clock.advance(49 * HOUR)
  expect(await world.app.forgetOldRefusals()).toBe(rows.length)
})
