import type { ContainerRegistry } from '@fairlead/core'
import { beforeEach, describe, expect, test } from 'vitest'
import type { OpenedStore } from '../src/store/open-store.ts'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { type CareWorld, type HandClock, handClock, openCareWorld, type Said } from './support/care-world.ts'
import { openTwinWorld } from './support/twin-world.ts'

const DAY = 86_400_000
const stores = useTestStores()
let opened: OpenedStore | undefined
let clock: HandClock
let world: CareWorld
let said: Said
beforeEach(async () => {
  opened ??= await stores.open()
  clock = handClock()
  said = {}
  world = await openCareWorld(opened, { clock, verify: () => said })
})

const never = new AbortController().signal
const inDays = (days: number): string => new Date(clock.now().getTime() + days * DAY).toISOString()
const input = { description: '', kind: 'GITHUB_CR', config: { username: 'acme' }, verify: {} } as const

const create = (statedExpiry: string | null, unverified = false): Promise<ContainerRegistry> =>
  world.app.createRegistry(
    world.who,
    world.organization.id,
    { ...input, name: crypto.randomUUID(), unverified, statedExpiry },
    never,
  )

/** The days of the warnings that were given, while `days` pass. */
async function warned(days: number): Promise<readonly number[]> {
  for (let day = 0; day < days; day += 1) {
    clock.advance(DAY)
    await world.app.warnOfExpiries()
  }
  const events = await world.store.events.since(world.organization.id, 0, 1000)
  return events.flatMap(({ type, data }) => (type === 'registry.expiring' ? [data.daysLeft] : []))
}

const verified = async ({ id }: ContainerRegistry) => {
  await world.app.verifyRegistry(world.who, world.organization.id, id, {}, never)
  return (await world.store.registries.get(id))?.verification?.credential.expiresAt
}

test('warnings come from the end that somebody stated, where the vendor does not tell, and without a proof too', async () => {
  await create(inDays(35))
  expect(await warned(40)).toEqual([30, 14, 7, 1])
  await create(inDays(5), true)
  expect(await warned(1)).toEqual([30, 14, 7, 1, 5])
})

test('what the vendor tells wins, and the stated end is kept for when it does not', async () => {
  const registry = await create(inDays(20))
  said = { expiresAt: inDays(100) }
  expect(await verified(registry)).toBe(inDays(100))
  said = {}
  expect(await verified(registry)).toBe(inDays(20))
})

describe('a verification', () => {
  const found = async ({ id }: ContainerRegistry) =>
    (await world.app.verifyRegistry(world.who, world.organization.id, id, {}, never)).findings.map(
      ({ code, severity, summary }) => [code, severity, summary],
    )
  const REFUSED: Said = { findings: ['token.refused'], pull: 'no' }

  test('warns of the stated end as of one that the vendor tells, already where it is stated', async () => {
    const { verification } = await create(inDays(20))
    expect(verification?.credential.expiresAt).toBe(inDays(20))
    expect(verification?.findings).toMatchObject([
      {
        code: 'token.expires_soon',
        severity: 'warning',
        summary: expect.stringMatching(/^The credential expires on 2026-12-12, in 20 days; /),
        evidence: [{ asked: 'the end that was stated with the connection', answered: inDays(20) }],
        remedy: { action: expect.stringContaining('Rotate it') },
      },
    ])
    const far = await create(inDays(40))
    expect(await found(far)).toEqual([])
    clock.advance(11 * DAY)
    expect(await found(far)).toMatchObject([['token.expires_soon', 'warning', /in 29 days/]])
  })

  test('tells the draft its stated end, before anything is saved', async () => {
    const draft = { kind: 'GITHUB_CR', config: { username: 'acme' }, statedExpiry: inDays(3) } as const
    const { findings } = await world.app.verifyDraft(world.who, world.organization.id, draft, {}, never)
    expect(findings.map(({ code }) => code)).toEqual(['token.expires_soon'])
  })

  test('takes a refusal after the stated end for that end', async () => {
    const registry = await create(inDays(2))
    clock.advance(3 * DAY)
    said = REFUSED
    expect(await found(registry)).toEqual([
      ['token.refused', 'error', 'token.refused.'],
      ['token.expired', 'error', 'The credential expired on 2026-11-24.'],
    ])
  })

  test('calls no connection broken for a stated end that was wrong, or that nobody could look at', async () => {
    const registry = await create(inDays(2))
    clock.advance(3 * DAY)
    expect(await found(registry)).toEqual([
      [
        'token.expired',
        'warning',
        'The credential was to end on 2026-11-24, as was stated, and the registry still takes it.',
      ],
    ])
    for (const code of ['registry.server_error', 'package.not_found', 'api.locked_out'] as const) {
      said = { findings: [code], pull: 'unknown' }
      expect(await found(registry)).toEqual([
        [code, 'error', `${code}.`],
        ['token.expired', 'warning', 'The credential was to end on 2026-11-24, as was stated.'],
      ])
    }
  })

  test('says nothing of it where the vendor tells the end, or that there is none', async () => {
    const registry = await create(inDays(2))
    for (const expiresAt of [inDays(100), null]) {
      said = { expiresAt }
      expect(await found(registry)).toEqual([])
    }
  })

  test('of an image warns of it too', async () => {
    await create(inDays(20))
    const request = { subject: 'ghcr.io/acme/app:1.0' }
    const { findings, ok } = await world.app.diagnoseImage(world.who, world.organization.id, request, never)
    expect(findings.map(({ code }) => code)).toContain('token.expires_soon')
    expect(ok).toBe(true)
  })

  test('of a new login is told nothing of the end of the one before', async () => {
    const asked: unknown[] = []
    world = await openCareWorld(opened ?? (await stores.open()), {
      clock,
      verify: (_, { knownExpiry, statedExpiry }) => {
        asked.push([knownExpiry, statedExpiry])
        return {}
      },
    })
    const { id, name } = await create(inDays(2))
    const edited = { ...input, name, unverified: false, config: { username: 'other' } }
    await world.app.editRegistry(world.who, world.organization.id, id, edited, never)
    expect(asked).toEqual([
      [inDays(2), inDays(2)],
      [null, null],
    ])
  })
})

test('what would stop is told with the stated end, also of what was never verified', async () => {
  const { id } = await create(inDays(20), true)
  const impact = await world.app.registryImpact(world.who, world.organization.id, id, { probe: false }, never)
  expect(impact.expiresAt).toBe(inDays(20))
})

test('an edit keeps it when it is left out, changes it and takes it away', async () => {
  const registry = await create(inDays(20))
  const edit = async (change: {
    readonly statedExpiry?: string | null
    readonly config?: { username: string }
  }) => {
    const { name } = registry
    await world.app.editRegistry(
      world.who,
      world.organization.id,
      registry.id,
      { ...input, name, unverified: false, ...change },
      never,
    )
    const stored = await world.store.registries.get(registry.id)
    return [stored?.statedExpiry, stored?.verification?.credential.expiresAt]
  }
  expect(await edit({})).toEqual([inDays(20), inDays(20)])
  expect(await edit({ statedExpiry: inDays(40) })).toEqual([inDays(40), inDays(40)])
  // Another login: the date was that of the one before.
  expect(await edit({ config: { username: 'other' } })).toEqual([null, undefined])
  expect(await edit({ statedExpiry: null })).toEqual([null, undefined])
})

test('a rotation forgets it unless a new one is given, and undoing it brings it back', async () => {
  const twin = await openTwinWorld(await stores.open())
  try {
    await twin.push('acme/app', '1.0')
    const statedExpiry = '2030-01-01T00:00:00.000Z'
    const registry = await twin.connect((await twin.token()).value, { statedExpiry })
    expect((await twin.rotate(registry, (await twin.token()).value)).statedExpiry).toBeNull()
    const undone = await twin.app.undoRotation(twin.who, twin.organizationId, registry.id)
    expect(undone.statedExpiry).toBe(statedExpiry)
  } finally {
    await twin.close()
  }
})
