import type { AppEvent, ContainerRegistry, DueRegistry, QuotaReport } from '@fairlead/core'
import { beforeEach, describe, expect, test } from 'vitest'
import type { OpenedStore } from '../src/store/open-store.ts'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import {
  type CareWorld,
  type HandClock,
  handClock,
  openCareWorld,
  type Said,
  type Verify,
} from './support/care-world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const stores = useTestStores()
let opened: OpenedStore | undefined
let clock: HandClock
let world: CareWorld
let said: Said | Verify
let quota: QuotaReport
let asked: string[]
beforeEach(async () => {
  opened ??= await stores.open()
  clock = handClock()
  said = {}
  quota = { requests: 3, hostRestsUntil: null, ownRestsUntil: null }
  asked = []
  world = await openCareWorld(opened, {
    clock,
    verify(connection, request, signal) {
      asked.push(String(connection.config.username))
      return typeof said === 'function' ? said(connection, request, signal) : said
    },
    quotaWatch: { during: async (work) => ({ value: await work(), quota }) },
  })
})

const never = new AbortController().signal
const OWNER = 'worker'

async function lease(owner = OWNER): Promise<readonly DueRegistry[]> {
  const now = clock.now()
  const until = new Date(now.getTime() + 2 * MINUTE_MS)
  const taken = await world.store.schedule.take(owner, now, until, { limit: 100, perHost: 100, except: [] })
  return taken.filter(({ organizationId }) => organizationId === world.organization.id)
}

async function leaseOne(owner = OWNER): Promise<DueRegistry> {
  const [due] = await lease(owner)
  if (!due) throw new Error('Nothing is due.')
  return due
}

/** One look of the schedule at everything that is due. */
async function look(): Promise<string[]> {
  const outcomes: string[] = []
  for (const due of await lease()) {
    outcomes.push((await world.app.reverifyRegistry(due, OWNER, never)).outcome)
  }
  return outcomes
}

async function connectOne(
  name = 'acme',
  change: Partial<ContainerRegistry> = {},
): Promise<ContainerRegistry> {
  const [registry] = await world.connect([name], change)
  if (!registry) throw new Error('Nothing was connected.')
  return registry
}

const events = async (...types: AppEvent['type'][]): Promise<AppEvent[]> =>
  (await world.store.events.since(world.organization.id, 0, 1000)).filter(({ type }) => types.includes(type))
const healthChanges = async (): Promise<string[]> =>
  (await events('registry.health_changed')).map(({ data }) => {
    const { from, to } = data as { from: string; to: string }
    return `${from} → ${to}`
  })
const audited = async (): Promise<string[]> =>
  (await world.store.audit.list(world.organization.id, { page: 0, pageSize: 100 })).map(
    ({ actor, action }) => `${actor} ${action}`,
  )
const history = async ({ id }: ContainerRegistry) =>
  (await world.app.verificationHistory(world.who, world.organization.id, id, { page: 0, pageSize: 100 }))
    .records
const delayOf = async ({ id }: ContainerRegistry): Promise<number> =>
  Date.parse((await world.store.schedule.dueTimes([id])).get(id) ?? '') - clock.now().getTime()

describe('a verification by schedule', () => {
  test('is kept, is a line of the history and an event, and the next one is planned', async () => {
    const registry = await connectOne()
    said = { findings: ['scope.needless'], expiresAt: null }
    expect(await look()).toEqual(['verified'])
    const stored = await world.store.registries.get(registry.id)
    expect(stored?.verification?.findings.map(({ code }) => code)).toEqual(['scope.needless'])
    expect(stored?.version).toBe(1)
    expect(await history(registry)).toMatchObject([
      { trigger: 'schedule', health: 'warning', durationMs: 2, at: clock.now().toISOString() },
    ])
    expect(await events('registry.verified')).toMatchObject([
      { data: { ok: true, findings: ['scope.needless'] } },
    ])
    const delay = await delayOf(registry)
    expect(delay).toBeGreaterThanOrEqual(3 * HOUR_MS)
    expect(delay).toBeLessThanOrEqual(9 * HOUR_MS)
    expect(await look()).toEqual([])
  })

  test('tells of a change of health once, in the events and in the audit trail', async () => {
    const registry = await connectOne()
    await look()
    for (const findings of [[], ['pull.denied'], ['pull.denied', 'scope.none'], []] as const) {
      said = { findings }
      clock.advance((await delayOf(registry)) + 1)
      expect(await look()).toEqual(['verified'])
    }
    const changes = ['unverified → verified', 'verified → failing', 'failing → verified']
    expect(await healthChanges()).toEqual(changes)
    expect(await audited()).toEqual([
      'fairlead HEALTH_VERIFIED',
      'fairlead HEALTH_FAILING',
      'fairlead HEALTH_VERIFIED',
    ])
    expect(await history(registry)).toHaveLength(5)
  })

  test('that fails is tried again soon and then later each time, until it works', async () => {
    const registry = await connectOne()
    said = { findings: ['network.refused'] }
    const delays: number[] = []
    for (let round = 0; round < 3; round += 1) {
      await look()
      delays.push(Math.round((await delayOf(registry)) / MINUTE_MS))
      clock.advance(await delayOf(registry))
    }
    const bounds = [5, 10, 20].map((minutes) => [minutes * 0.89, minutes * 1.11] as const)
    for (const [index, [least, most]] of bounds.entries()) {
      expect(delays[index]).toBeGreaterThanOrEqual(Math.floor(least))
      expect(delays[index]).toBeLessThanOrEqual(Math.ceil(most))
    }
    said = {}
    await look()
    expect(await delayOf(registry)).toBeGreaterThanOrEqual(3 * HOUR_MS)
    said = { findings: ['network.refused'] }
    clock.advance(await delayOf(registry))
    await look()
    expect(await delayOf(registry)).toBeLessThanOrEqual(6 * MINUTE_MS)
  })

  test('keeps the expiry that was known, and asks with it', async () => {
    const registry = await connectOne()
    const expiresAt = '2027-06-01T00:00:00.000Z'
    said = { expiresAt }
    await look()
    let known: unknown
    said = (_, request) => {
      known = request.knownExpiry
      return { findings: ['network.timeout'] }
    }
    clock.advance(await delayOf(registry))
    await look()
    expect(known).toBe(expiresAt)
    const stored = await world.store.registries.get(registry.id)
    expect(stored?.verification?.credential.expiresAt).toBe(expiresAt)
  })
})

describe('what comes too late changes nothing', () => {
  const nothingChanged = async (registry: ContainerRegistry, verification: unknown): Promise<void> => {
    expect((await world.store.registries.get(registry.id))?.verification).toEqual(verification)
    expect(await history(registry)).toEqual([])
    expect(await events('registry.verified', 'registry.health_changed')).toEqual([])
  }

  test('the registry was saved meanwhile', async () => {
    const registry = await connectOne()
    const due = await leaseOne()
    said = async () => {
      await world.store.registries.save({ ...registry, description: 'edited' })
      return {}
    }
    expect(await world.app.reverifyRegistry(due, OWNER, never)).toMatchObject({ outcome: 'dropped' })
    await nothingChanged(registry, null)
  })

  test('it was deleted meanwhile', async () => {
    const registry = await connectOne()
    const due = await leaseOne()
    said = async () => {
      await world.store.registries.delete(registry.id)
      return {}
    }
    expect(await world.app.reverifyRegistry(due, OWNER, never)).toMatchObject({ outcome: 'dropped' })
    expect(await world.app.reverifyRegistry(due, OWNER, never)).toMatchObject({ outcome: 'dropped' })
    expect(world.reports).toEqual([])
  })

  test('the lease ran out and another holds it', async () => {
    const registry = await connectOne()
    const due = await leaseOne()
    said = async () => {
      clock.advance(5 * MINUTE_MS)
      expect(await lease('another')).toHaveLength(1)
      return {}
    }
    expect(await world.app.reverifyRegistry(due, OWNER, never)).toMatchObject({ outcome: 'dropped' })
    await nothingChanged(registry, null)
    said = {}
    expect(await world.app.reverifyRegistry(due, 'another', never)).toMatchObject({ outcome: 'verified' })
    expect(await history(registry)).toHaveLength(1)
  })

  test('a later verification is stored already', async () => {
    const registry = await connectOne()
    const verify = () => world.app.verifyRegistry(world.who, world.organization.id, registry.id, {}, never)
    said = async () => {
      said = {}
      clock.advance(MINUTE_MS)
      await verify()
      // Begun before by its own account.
      clock.advance(-2 * MINUTE_MS)
      return { findings: ['pull.denied'] }
    }
    expect((await verify()).ok).toBe(false)
    expect((await world.store.registries.get(registry.id))?.verification?.ok).toBe(true)
    expect(await healthChanges()).toEqual(['unverified → verified'])
    expect(await history(registry)).toHaveLength(1)
  })
})

describe('limits', () => {
  test('an answer that was only a limit says nothing of the connection, whose host is left alone', async () => {
    const [first, second] = await world.connect(['one', 'two'])
    const [elsewhere] = await world.connect(['three'], { url: 'https://other.test' })
    if (!first || !second || !elsewhere) throw new Error('not connected')
    const dueOnes = await lease()
    said = { findings: ['api.rate_limited'] }
    quota = { ...quota, hostRestsUntil: new Date(clock.now().getTime() + 45 * MINUTE_MS) }
    const [due] = dueOnes.filter(({ registryId }) => registryId === first.id)
    if (!due) throw new Error('not due')
    for (const { registryId } of dueOnes.filter(({ registryId }) => registryId !== first.id)) {
      await world.store.schedule.release(registryId, OWNER, { dueAt: clock.now(), failures: 0 })
    }
    expect(await world.app.reverifyRegistry(due, OWNER, never)).toMatchObject({ outcome: 'postponed' })
    expect(await history(first)).toEqual([])
    expect(await delayOf(first)).toBe(45 * MINUTE_MS)
    expect(await delayOf(second)).toBe(45 * MINUTE_MS)
    expect(await delayOf(elsewhere)).toBe(0)
  })

  test('a credential whose own quota is low waits for it to be new, and no other', async () => {
    const [low, other] = await world.connect(['low', 'other'])
    if (!low || !other) throw new Error('not connected')
    const leased = await lease()
    quota = { ...quota, ownRestsUntil: new Date(clock.now().getTime() + 20 * HOUR_MS) }
    for (const due of leased) {
      await world.app.reverifyRegistry(due, OWNER, never)
      quota = { ...quota, ownRestsUntil: null }
    }
    const [first, second] = leased.map(({ registryId }) => (registryId === low.id ? low : other))
    if (!first || !second) throw new Error('not leased')
    expect(await delayOf(first)).toBe(20 * HOUR_MS)
    expect(await delayOf(second)).toBeLessThan(10 * HOUR_MS)
    expect(await history(first)).toHaveLength(1)
  })

  test('an error beside a limit is an error', async () => {
    const registry = await connectOne()
    said = { findings: ['registry.rate_limited', 'scope.none'] }
    expect(await look()).toEqual(['verified'])
    expect(await healthChanges()).toEqual(['unverified → failing'])
    expect(await history(registry)).toHaveLength(1)
  })
})

describe('what goes wrong of our own', () => {
  test('a secret that cannot be opened postpones the registry, ever longer, and is no finding', async () => {
    const registry = await connectOne('sealed', {
      sealedSecrets: 'v1.x.y.z' as ContainerRegistry['sealedSecrets'],
    })
    expect(await look()).toEqual(['postponed'])
    const first = await delayOf(registry)
    clock.advance(first)
    expect(await look()).toEqual(['postponed'])
    expect(await delayOf(registry)).toBeGreaterThan(first)
    expect(await history(registry)).toEqual([])
    expect(asked).toEqual([])
  })

  test('a provider that throws is reported, and its registry tried again', async () => {
    const registry = await connectOne()
    said = () => {
      throw new TypeError('broken')
    }
    expect(await look()).toEqual(['postponed'])
    expect(world.reports).toEqual([new TypeError('broken')])
    expect(await delayOf(registry)).toBeGreaterThan(4 * MINUTE_MS)
  })

  test('when the server stops, the registry is due as before and free for another at once', async () => {
    const registry = await connectOne()
    const due = await leaseOne()
    const stop = new AbortController()
    said = (_, __, signal) => {
      stop.abort()
      signal.throwIfAborted()
      return {}
    }
    await expect(world.app.reverifyRegistry(due, OWNER, stop.signal)).rejects.toMatchObject({
      code: 'operation.canceled',
    })
    expect(await delayOf(registry)).toBe(0)
    expect(await lease('another')).toMatchObject([{ registryId: registry.id, failures: 0 }])
  })
})

describe('warnings of expiry', () => {
  const warnings = async (): Promise<number[]> =>
    (await events('registry.expiring')).map(({ data }) => (data as { daysLeft: number }).daysLeft)

  test('come at 30, 14, 7 and 1 days, each once, though nobody verifies', async () => {
    const registry = await connectOne()
    said = { expiresAt: new Date(clock.now().getTime() + 40 * DAY_MS).toISOString() }
    await look()
    expect(await warnings()).toEqual([])
    for (let day = 0; day < 45; day += 1) {
      clock.advance(DAY_MS)
      await world.app.warnOfExpiries()
      await world.app.warnOfExpiries()
    }
    expect(await warnings()).toEqual([30, 14, 7, 1])
    expect((await audited()).filter((line) => line === 'fairlead CREDENTIAL_EXPIRING')).toHaveLength(4)
    expect(await events('registry.expiring')).toMatchObject(
      [1, 2, 3, 4].map(() => ({ data: { registryId: registry.id, name: 'acme' } })),
    )
  })

  test('come with a verification too, and several that are due at once are one', async () => {
    const registry = await connectOne()
    const expiresAt = new Date(clock.now().getTime() + 6.5 * DAY_MS).toISOString()
    said = { expiresAt }
    await look()
    // Whole days, as findings say them.
    expect(await warnings()).toEqual([6])
    await world.app.warnOfExpiries()
    clock.advance(await delayOf(registry))
    await look()
    expect(await warnings()).toEqual([6])
  })

  test('a new credential has warnings of its own', async () => {
    const registry = await connectOne()
    said = { expiresAt: new Date(clock.now().getTime() + 5 * DAY_MS).toISOString() }
    await look()
    said = { expiresAt: new Date(clock.now().getTime() + 6 * DAY_MS).toISOString() }
    await world.app.verifyRegistry(world.who, world.organization.id, registry.id, {}, never)
    expect(await warnings()).toEqual([5, 6])
  })

  test('none comes for what is over', async () => {
    await connectOne()
    said = { expiresAt: new Date(clock.now().getTime() - DAY_MS).toISOString() }
    await look()
    await world.app.warnOfExpiries()
    expect(await warnings()).toEqual([])
  })
})

describe('who else verifies', () => {
  test('a save plans the next one, has its line of history and changes no health of a new connection', async () => {
    const made = await world.app.createRegistry(
      world.who,
      world.organization.id,
      {
        name: 'new',
        description: '',
        kind: 'GITHUB_CR',
        config: { username: 'new' },
        unverified: false,
        verify: {},
      },
      never,
    )
    expect(await delayOf(made)).toBeGreaterThanOrEqual(3 * HOUR_MS)
    expect(await history(made)).toMatchObject([{ trigger: 'saved' }])
    expect(await healthChanges()).toEqual([])
    const [view] = await world.app.listRegistries(world.who, world.organization.id)
    expect(Date.parse(view?.nextVerificationAt ?? '') - clock.now().getTime()).toBe(await delayOf(made))
  })

  test('one that was asked for counts as any other, by whom it was', async () => {
    const registry = await connectOne()
    said = { findings: ['pull.denied'] }
    await world.app.verifyRegistry(world.who, world.organization.id, registry.id, {}, never)
    expect(await history(registry)).toMatchObject([{ trigger: 'asked', health: 'failing' }])
    expect(await audited()).toEqual(['ada HEALTH_FAILING'])
    expect(await delayOf(registry)).toBeLessThanOrEqual(6 * MINUTE_MS)
  })

  test('a connection of before the schedule is planned within an interval', async () => {
    const registry = await connectOne()
    await world.store.registries.delete(registry.id)
    await world.store.registries.insert(registry)
    await world.app.planUnplanned()
    const delay = await delayOf(registry)
    expect(delay).toBeGreaterThanOrEqual(0)
    expect(delay).toBeLessThanOrEqual(6 * HOUR_MS)
  })
})
