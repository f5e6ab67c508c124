import { type AppError, isAppError, type Repositories, type VerifyRequest } from '@fairlead/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { openTwinWorld, signal, type TwinWorld } from './support/twin-world.ts'

const stores = useTestStores()
const HOUR = 3_600_000

let world: TwinWorld
beforeAll(async () => {
  world = await openTwinWorld(await stores.open())
  await world.push('acme/app', '1.0')
  await world.push('acme/web', '1.0')
  await world.push('umbrella/app', '1.0')
}, 120_000)
afterAll(() => world?.close())

/** What a call was refused with. */
async function refusal(call: Promise<unknown>): Promise<AppError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isAppError(error)) throw new Error(`The call was not refused: ${String(error)}`)
  return error
}

/** A connection with its token, and what it pulls with as a deployment shows. */
async function connected() {
  const token = await world.token()
  return { token, registry: await world.connect(token.value) }
}

/** The secret that a deployment pulls with now. */
async function pullsWith(registryId: string): Promise<string | undefined> {
  await world.deploy(registryId, 'acme/app')
  return world.applied.at(-1)?.credential?.password.reveal()
}

const verify = (registryId: string) =>
  world.app.verifyRegistry(world.who, world.organizationId, registryId, {}, signal)

describe('a rotation', () => {
  test('tests the new secret on every image that runs, then swaps it at once and keeps the old one', async () => {
    const { registry, token } = await connected()
    await world.deploy(registry.id, 'acme/app')
    await world.deploy(registry.id, 'acme/web')
    await world.deploy(registry.id, 'acme/web')
    const next = await world.token()
    const checks: string[] = []
    const rotated = await world.rotate(registry, next.value, {
      verify: {
        onCheck: ({ title, status, id }) => id.startsWith('image:') && checks.push(`${title} ${status}`),
      },
    })
    expect(checks.sort()).toEqual(['acme/app passed', 'acme/web passed'])
    expect(rotated.version).toBe(registry.version + 1)
    expect(rotated.previous).toMatchObject({
      rotatedAt: world.clock.now().toISOString(),
      until: new Date(world.clock.now().getTime() + 24 * HOUR).toISOString(),
    })
    expect(await pullsWith(registry.id)).toBe(next.value)
    expect(JSON.stringify(await world.read(registry))).not.toContain(token.value)
    expect(await world.events()).toContain('registry.rotated')
    expect(await world.audited()).toContain('administrator ROTATE')
    const [latest] = (await world.store.verifications.listOf(registry.id, { page: 0, pageSize: 1 })) ?? []
    expect(latest?.trigger).toBe('rotation')
  })

  test('to a secret that is refused changes nothing', async () => {
    const { registry, token } = await connected()
    const dead = await world.token()
    await world.twin.state.revokeToken(dead.id)
    const refused = await refusal(world.rotate(registry, dead.value))
    expect(refused.code).toBe('registry.verification_failed')
    expect(refused.message).toMatch(/^Nothing was changed: /)
    expect(refused.findings.map(({ code }) => code)).toContain('token.refused')
    expect(await world.read(registry)).toMatchObject({ version: registry.version, previous: null })
    expect(await pullsWith(registry.id)).toBe(token.value)
  })

  test('to a secret that lacks one image says which and why, and changes nothing', async () => {
    const { registry, token } = await connected()
    await world.deploy(registry.id, 'acme/app')
    await world.deploy(registry.id, 'umbrella/app')
    // eve belongs to acme alone.
    await world.twin.state.putMember('acme', { login: 'eve', role: 'admin' })
    const next = await world.token({ login: 'eve' })
    const refused = await refusal(world.rotate(registry, next.value))
    const failed = refused.findings.filter(({ code }) => code === 'rotation.image_failed')
    expect(failed.map(({ severity }) => severity)).toEqual(['error'])
    expect(failed[0]?.summary).toMatch(/umbrella\/app@sha256:.*default\/.*c-/s)
    expect(refused.message).toMatch(/^Nothing was changed: .*umbrella\/app/)
    expect(await world.read(registry)).toMatchObject({ version: registry.version, previous: null })
    expect(await pullsWith(registry.id)).toBe(token.value)
  })

  test('is not kept back by an image that is gone for everybody: it warns', async () => {
    await world.push('acme/gone', '1.0')
    const { registry } = await connected()
    await world.deploy(registry.id, 'acme/gone')
    await world.twin.state.deletePackage('acme', 'gone')
    const rotated = await world.rotate(registry, (await world.token()).value)
    const warned = rotated.verification?.findings.filter(({ code }) => code === 'rotation.image_failed')
    expect(warned?.map(({ severity }) => severity)).toEqual(['warning'])
    expect(rotated.previous).not.toBeNull()
  })

  test('without a new secret, or to the stored one, is refused before anything is asked', async () => {
    const { registry, token } = await connected()
    const before = world.shown.length
    const { who, organizationId } = world
    const nothing = { config: {}, graceHours: 24, verify: {} }
    const missing = await refusal(world.app.rotateRegistry(who, organizationId, registry.id, nothing, signal))
    expect(missing.issues).toMatchObject([{ field: 'config.password', problem: 'is missing' }])
    const same = await refusal(world.rotate(registry, token.value))
    expect(same.issues).toMatchObject([{ field: 'config.password' }])
    expect(world.shown.length).toBe(before)
  })

  test('of two at once one wins, the other is refused, and the old secret is the one that pulled before', async () => {
    const { registry, token } = await connected()
    const [a, b] = [await world.token(), await world.token()]
    const outcomes = await Promise.allSettled([
      world.rotate(registry, a.value),
      world.rotate(registry, b.value),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = outcomes.find((each) => each.status === 'rejected')
    // The first may be through before the second has begun to look.
    expect(lost?.reason).toMatchObject({
      code: expect.stringMatching(/^(registry\.conflict|rotation\.unfinished)$/),
    })
    const won = outcomes[0].status === 'fulfilled' ? a : b
    expect(await pullsWith(registry.id)).toBe(won.value)
    await world.app.undoRotation(world.who, world.organizationId, registry.id)
    expect(await pullsWith(registry.id)).toBe(token.value)
  })

  test('while a grace time runs is refused, so that no secret is lost', async () => {
    const { registry } = await connected()
    const rotated = await world.rotate(registry, (await world.token()).value)
    const refused = await refusal(world.rotate(registry, (await world.token()).value))
    expect(refused.code).toBe('rotation.unfinished')
    expect(refused.details).toMatchObject({ previous_until: rotated.previous?.until })
    world.clock.advance(24 * HOUR)
    expect((await world.rotate(registry, (await world.token()).value)).previous).not.toBeNull()
  })

  test('of a version that is no more conflicts', async () => {
    const { registry } = await connected()
    const refused = await refusal(
      world.rotate(registry, (await world.token()).value, { version: registry.version + 1 }),
    )
    expect(refused.code).toBe('registry.conflict')
  })

  test('that is cut off between the tests and the swap has changed nothing', async () => {
    const { registry, token } = await connected()
    await world.deploy(registry.id, 'acme/app')
    // The server dies as it asks for the transaction.
    const dying = await openTwinWorldOn(world, () => Promise.reject(new Error('killed')))
    await expect(dying.rotate(registry, (await world.token()).value)).rejects.toThrow('killed')
    expect(await world.read(registry)).toMatchObject({ version: registry.version, previous: null })
    expect(await pullsWith(registry.id)).toBe(token.value)
  })

  test('that is cut off within the swap has changed nothing', async () => {
    const { registry, token } = await connected()
    const dying = await openTwinWorldOn(world, (work) =>
      world.store.transaction(async (tx) => {
        await work(tx)
        throw new Error('killed before the commit')
      }),
    )
    const events = (await world.events()).length
    await expect(dying.rotate(registry, (await world.token()).value)).rejects.toThrow('killed before')
    expect(await world.read(registry)).toMatchObject({ version: registry.version, previous: null })
    expect((await world.events()).length).toBe(events)
    expect(await pullsWith(registry.id)).toBe(token.value)
  })

  test('tests what was deployed meanwhile before it swaps', async () => {
    const { registry } = await connected()
    await world.deploy(registry.id, 'acme/app')
    let deployed = false
    const checks: string[] = []
    const busy = await openTwinWorldOn(world, async (work) => {
      if (!deployed) {
        deployed = true
        await world.deploy(registry.id, 'acme/web')
      }
      return world.store.transaction(work)
    })
    await busy.rotate(registry, (await world.token()).value, {
      onCheck: ({ id, title }) => id.startsWith('image:') && checks.push(title),
    })
    expect(checks).toEqual(['acme/app', 'acme/web'])
  })
})

/** The same world on a store whose transactions a test gets hold of. */
async function openTwinWorldOn(
  { app: _app, ...rest }: TwinWorld,
  transaction: <T>(work: (tx: Repositories) => Promise<T>) => Promise<T>,
) {
  const { createAppLike } = rest
  const app = createAppLike({ store: { ...rest.store, transaction } })
  return {
    rotate: (registry: { readonly id: string }, password: string, verify: VerifyRequest = {}) =>
      app.rotateRegistry(
        rest.who,
        rest.organizationId,
        registry.id,
        { config: { password }, graceHours: 24, verify },
        signal,
      ),
  }
}

describe('within the grace time', () => {
  test('a verification that fails for the new secret restores the old one, if that works', async () => {
    const { registry, token } = await connected()
    const next = await world.token()
    const rotated = await world.rotate(registry, next.value)
    await world.twin.state.revokeToken(next.id)
    const verification = await verify(registry.id)
    expect(verification.ok).toBe(true)
    expect(verification.findings.map(({ code }) => code)).toContain('rotation.undone')
    const restored = await world.read(registry)
    expect(restored).toMatchObject({ version: rotated.version + 1, previous: null })
    expect(restored.verification?.findings.map(({ code }) => code)).toContain('rotation.undone')
    expect(await pullsWith(registry.id)).toBe(token.value)
    expect(await world.events()).toContain('registry.rotation_undone')
    expect(await world.audited()).toContain('fairlead ROTATE_UNDO')
  })

  test('the schedule restores it as well', async () => {
    const { registry, token } = await connected()
    const next = await world.token()
    await world.rotate(registry, next.value, { graceHours: 1 })
    await world.twin.state.revokeToken(next.id)
    world.clock.advance(HOUR / 2)
    const due = await world.store.schedule.take(
      'test',
      world.clock.now(),
      new Date(world.clock.now().getTime() + HOUR),
      { limit: 1000, perHost: 1000, except: [] },
    )
    const mine = due.find(({ registryId }) => registryId === registry.id)
    // It is due within the first quarter of its grace time, long before its usual turn.
    if (!mine) throw new Error('The registry was not due.')
    await world.app.reverifyRegistry(mine, 'test', signal)
    expect((await world.read(registry)).previous).toBeNull()
    expect(await pullsWith(registry.id)).toBe(token.value)
  })

  test('it is looked at within the first hour, and again and again, however long the grace time and the interval', async () => {
    const { registry } = await connected()
    await world.rotate(registry, (await world.token()).value, { graceHours: 24 })
    const begin = world.clock.now().getTime()
    const dueAt = async () => {
      const view = await world.app.getRegistry(world.who, world.organizationId, registry.id)
      return (Date.parse(view.nextVerificationAt ?? '') - begin) / HOUR
    }
    const looks: number[] = []
    for (let look = 0; look < 4; look += 1) {
      looks.push(await dueAt())
      world.clock.advance(begin + (looks.at(-1) ?? 0) * HOUR - world.clock.now().getTime())
      await verify(registry.id)
    }
    expect(looks).toEqual([0.25, 0.5, 1, 2])
  })

  test('a deployment that meets the dead new secret goes on with the old one', async () => {
    const { registry, token } = await connected()
    const next = await world.token()
    await world.rotate(registry, next.value)
    await world.twin.state.revokeToken(next.id)
    const deployment = await world.deploy(registry.id, 'acme/app')
    expect(deployment.state).toBe('succeeded')
    expect(world.applied.at(-1)?.credential?.password.reveal()).toBe(token.value)
    expect((await world.read(registry)).previous).toBeNull()
  })

  test('nothing is restored when the old secret is dead as well, or the registry is only down', async () => {
    const { registry, token } = await connected()
    const next = await world.token()
    await world.rotate(registry, next.value)
    const fault = world.twin.state.addFault({ path: '*', effect: { kind: 'status', status: 503 } })
    expect((await verify(registry.id)).ok).toBe(false)
    world.twin.state.removeFault(fault.id)
    expect((await world.read(registry)).previous).not.toBeNull()
    await world.twin.state.revokeToken(next.id)
    await world.twin.state.revokeToken(token.id)
    const verification = await verify(registry.id)
    expect(verification.findings.map(({ code }) => code)).toContain('token.refused')
    expect((await world.read(registry)).previous).not.toBeNull()
  })

  test('an edit that changes the secret keeps no second slot, and says so; a new name keeps it', async () => {
    const { registry } = await connected()
    await world.deploy(registry.id, 'acme/app')
    const second = await world.token()
    await world.rotate(registry, second.value)
    const edit = (config: Record<string, string>, name: string) =>
      world.app.editRegistry(
        world.who,
        world.organizationId,
        registry.id,
        {
          name,
          description: '',
          kind: 'GITHUB_CR',
          url: world.twin.url,
          config: { username: 'acme', ...config },
          unverified: false,
          verify: {},
        },
        signal,
      )
    expect((await edit({}, 'renamed')).previous).not.toBeNull()
    expect((await edit({ password: second.value }, 'renamed')).previous).not.toBeNull()
    const edited = await edit({ password: (await world.token()).value }, 'renamed')
    expect(edited.previous).toBeNull()
    expect(edited.verification?.findings.map(({ code }) => code)).toContain('rotation.no_second_slot')
    expect(await world.events()).toContain('registry.rotation_ended')
  })

  test('that only changes how the registry is reached speaks of no replaced login', async () => {
    const { registry } = await connected()
    const { value } = await world.token()
    await world.rotate(registry, value)
    const edited = await world.app.editRegistry(
      world.who,
      world.organizationId,
      registry.id,
      {
        name: registry.name,
        description: '',
        kind: 'GITHUB_CR',
        url: world.twin.url,
        config: { username: 'acme', password: value },
        tls: { skipVerify: true },
        unverified: false,
        verify: {},
      },
      signal,
    )
    expect(edited.previous).toBeNull()
    expect(edited.verification?.findings.map(({ code }) => code)).not.toContain('rotation.no_second_slot')
  })
})

describe('the end of the grace time', () => {
  test('empties the slot, and no sooner', async () => {
    const { registry } = await connected()
    const next = await world.token()
    await world.rotate(registry, next.value, { graceHours: 2 })
    world.clock.advance(HOUR)
    await world.app.endRotations(signal)
    expect((await world.read(registry)).previous).not.toBeNull()
    world.clock.advance(HOUR)
    await world.app.endRotations(signal)
    expect((await world.read(registry)).previous).toBeNull()
    expect(await pullsWith(registry.id)).toBe(next.value)
    expect(await world.audited()).toContain('fairlead ROTATE_END')
    expect(world.reports).toEqual([])
  })

  test('is put off while the registry is down, which is told once, until something can be told of the new secret', async () => {
    const { registry, token } = await connected()
    const next = await world.token()
    const rotated = await world.rotate(registry, next.value, { graceHours: 4 })
    const at = (hours: number) => new Date(Date.parse(rotated.previous?.rotatedAt ?? '') + hours * HOUR)
    const prolonged = async () =>
      (await world.store.events.since(world.organizationId, 0, 10_000)).flatMap(({ type, data }) =>
        type === 'registry.rotation_prolonged' && data.registryId === registry.id ? [data] : [],
      )
    await world.twin.state.revokeToken(next.id)
    const fault = world.twin.state.addFault({ path: '*', effect: { kind: 'status', status: 503 } })
    world.clock.advance(4 * HOUR)
    for (const until of [5, 6]) {
      await world.app.endRotations(signal)
      expect((await world.read(registry)).previous?.until).toBe(at(until).toISOString())
      world.clock.advance(HOUR)
    }
    expect(await prolonged()).toEqual([
      {
        registryId: registry.id,
        name: registry.name,
        previousUntil: at(5).toISOString(),
        last: at(8).toISOString(),
      },
    ])
    world.twin.state.removeFault(fault.id)
    await world.app.endRotations(signal)
    expect((await world.read(registry)).previous).toBeNull()
    expect(await pullsWith(registry.id)).toBe(token.value)
  })

  test('comes after twice the grace time at the latest, though the registry is down', async () => {
    const { registry } = await connected()
    await world.rotate(registry, (await world.token()).value, { graceHours: 1 })
    const fault = world.twin.state.addFault({ path: '*', effect: { kind: 'status', status: 503 } })
    world.clock.advance(HOUR)
    await world.app.endRotations(signal)
    expect((await world.read(registry)).previous).not.toBeNull()
    world.clock.advance(HOUR)
    await world.app.endRotations(signal)
    world.twin.state.removeFault(fault.id)
    expect((await world.read(registry)).previous).toBeNull()
  })

  test('is the last chance of the old secret: it is restored where the new one fails', async () => {
    const { registry, token } = await connected()
    const next = await world.token()
    await world.rotate(registry, next.value, { graceHours: 1 })
    await world.twin.state.revokeToken(next.id)
    world.clock.advance(HOUR)
    expect(await world.app.endRotations(signal)).toBeGreaterThan(0)
    expect((await world.read(registry)).previous).toBeNull()
    expect(await pullsWith(registry.id)).toBe(token.value)
  })

  test('can be had by hand, and so can the old secret; neither without a rotation', async () => {
    const { registry } = await connected()
    const { who, organizationId, app } = world
    const next = await world.token()
    await world.rotate(registry, next.value)
    expect((await app.endRotation(who, organizationId, registry.id)).previous).toBeNull()
    expect(await pullsWith(registry.id)).toBe(next.value)
    expect((await refusal(app.endRotation(who, organizationId, registry.id))).code).toBe('rotation.none')
    expect((await refusal(app.undoRotation(who, organizationId, registry.id))).code).toBe('rotation.none')
    const third = await world.token()
    await world.rotate(registry, third.value)
    await app.undoRotation(who, organizationId, registry.id)
    expect(await pullsWith(registry.id)).toBe(next.value)
    expect(await world.audited()).toContain('administrator ROTATE_UNDO')
  })

  test('without a grace time there is no second slot', async () => {
    const { registry } = await connected()
    expect((await world.rotate(registry, (await world.token()).value, { graceHours: 0 })).previous).toBeNull()
  })
})
