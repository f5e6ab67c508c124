import { concludeVerification, type Store, type VerificationRecord } from '@fairlead/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { useTestStores } from './testing/open-test-store.ts'
import { insertSamples } from './testing/samples.ts'

const stores = useTestStores()
let one: Store
let other: Store
beforeAll(async () => {
  one = (await stores.open()).store
  other = (await stores.open()).store
})

const NOW = new Date('2026-11-22T10:00:00.000Z')
const DAY_MS = 86_400_000
const inDays = (days: number): string => new Date(NOW.getTime() + days * DAY_MS).toISOString()

const verification = (expiresAt: string | null) =>
  concludeVerification({
    checks: [],
    capabilities: { list: 'yes', pull: 'yes', push: 'unknown', delete: 'unknown', webhook: 'unknown' },
    grounds: { list: '', pull: '', push: '', delete: '', webhook: '' },
    credential: { type: 'github-classic', expiresAt },
    startedAt: NOW.toISOString(),
    durationMs: 1,
  })

describe('the history of verifications', () => {
  const record = (registryId: string, organizationId: string, durationMs: number): VerificationRecord => ({
    id: crypto.randomUUID(),
    organizationId,
    registryId,
    at: NOW.toISOString(),
    trigger: 'schedule',
    health: 'verified',
    durationMs,
    findings: [],
  })

  test('is newest first, in pages, and reads back as it was written', async () => {
    const { registry, organization } = await insertSamples(one)
    const records = [1, 2, 3].map((each) => record(registry.id, organization.id, each))
    for (const each of records) await one.verifications.append(each)
    expect(await other.verifications.listOf(registry.id, { page: 0, pageSize: 2 })).toEqual([
      records[2],
      records[1],
    ])
    expect(await other.verifications.listOf(registry.id, { page: 1, pageSize: 2 })).toEqual([records[0]])
    expect(await one.verifications.count(registry.id)).toBe(3)
    expect(await one.verifications.listOf('no-id', { page: 0, pageSize: 2 })).toEqual([])
  })

  test('keeps the newest 200 of each registry, and goes with it', async () => {
    const [{ registry, organization, container }, sample] = [
      await insertSamples(one),
      await insertSamples(one),
    ]
    await one.verifications.append(record(sample.registry.id, sample.organization.id, 0))
    for (let each = 1; each <= 205; each += 1) {
      await one.verifications.append(record(registry.id, organization.id, each))
    }
    expect(await one.verifications.count(registry.id)).toBe(200)
    expect(await one.verifications.count(sample.registry.id)).toBe(1)
    const [oldest] = await one.verifications.listOf(registry.id, { page: 199, pageSize: 1 })
    expect(oldest?.durationMs).toBe(6)
    await one.containers.delete(container.id)
    await one.registries.delete(registry.id)
    expect(await one.verifications.count(registry.id)).toBe(0)
  })
})

describe('warnings of expiry', () => {
  test('one of many who claim a warning at once has it; another expiry is another warning', async () => {
    const { registry } = await insertSamples(one)
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 ? one : other).expiryWarnings.claim(registry.id, inDays(5), 7),
      ),
    )
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await one.expiryWarnings.claim(registry.id, inDays(5), 1)).toBe(true)
    expect(await one.expiryWarnings.claim(registry.id, inDays(6), 7)).toBe(true)
  })

  test('are due for what ends within so many days and was not warned of, by the smallest number', async () => {
    const expiring = async (expiresAt: string | null): Promise<string> => {
      const { registry } = await insertSamples(one)
      await one.registries.saveVerification(registry.id, 1, verification(expiresAt))
      return registry.id
    }
    const far = await expiring(inDays(40))
    const month = await expiring(inDays(29))
    const week = await expiring(inDays(5))
    const warned = await expiring(inDays(6))
    const over = await expiring(inDays(-1))
    const never = await expiring(null)
    const hour = await expiring(inDays(1 / 24))
    await one.expiryWarnings.claim(warned, inDays(6), 7)
    const due = await other.expiryWarnings.due(NOW, [30, 14, 7, 1], 10)
    expect(due).toEqual([
      { registryId: hour, days: 1 },
      { registryId: week, days: 7 },
      { registryId: month, days: 30 },
    ])
    expect(due.map(({ registryId }) => registryId)).not.toContain([far, over, never])
    expect(await one.expiryWarnings.due(NOW, [30, 14, 7, 1], 1)).toEqual([{ registryId: hour, days: 1 }])
  })

  test('follow the expiry of whatever verification is stored, and read registries back unchanged', async () => {
    const { registry } = await insertSamples(one)
    const stored = { ...registry, verification: verification('2026-11-23T10:00:00Z') }
    await one.registries.saveVerification(registry.id, 1, stored.verification)
    expect(await one.registries.get(registry.id)).toEqual(stored)
    const isDue = async (): Promise<boolean> =>
      (await one.expiryWarnings.due(NOW, [1], 100)).some(({ registryId }) => registryId === registry.id)
    expect(await isDue()).toBe(true)
    const saved = await one.registries.save({ ...stored, verification: verification('no time at all') })
    expect(saved).toEqual({ ...stored, verification: verification('no time at all'), version: 2 })
    expect(await isDue()).toBe(false)
  })
})

describe('refused credentials', () => {
  test('are remembered until they are forgotten, the newest refusal of each', async () => {
    const refused = (at: string) => ({ fingerprint: `f-${crypto.randomUUID()}`, findings: [], at })
    const [old, young] = [refused(inDays(-2)), refused(inDays(0))]
    await one.refusedCredentials.remember(old)
    await one.refusedCredentials.remember(young)
    expect(await other.refusedCredentials.get(old.fingerprint)).toEqual({ ...old, times: 1 })
    expect(await one.refusedCredentials.forgetBefore(new Date(inDays(-1)))).toBe(1)
    expect(await one.refusedCredentials.get(old.fingerprint)).toBeUndefined()
    const again = { ...young, at: inDays(1) }
    await other.refusedCredentials.remember(again)
    expect(await one.refusedCredentials.get(young.fingerprint)).toEqual({ ...again, times: 2 })
    await one.refusedCredentials.forget(young.fingerprint)
    expect(await one.refusedCredentials.get(young.fingerprint)).toBeUndefined()
  })
})
