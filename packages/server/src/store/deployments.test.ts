import { randomUUID } from 'node:crypto'
import type { Deployment, DeploymentAction, DeploymentState, Store } from '@fairlead/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { useTestStores } from './testing/open-test-store.ts'
import { insertSamples, sampleDeployment } from './testing/samples.ts'

const stores = useTestStores()
let store: Store
let other: Store
beforeAll(async () => {
  store = (await stores.open()).store
  other = (await stores.open()).store
})

const finished = (deployment: Deployment, state: DeploymentState): Deployment => ({
  ...deployment,
  state,
  startedAt: '2026-11-22T10:00:01.000Z',
  finishedAt: '2026-11-22T10:00:02.000Z',
})

/** Inserts deployments that have ended, oldest first. */
async function insertHistory(
  container: Parameters<typeof sampleDeployment>[0],
  ...kinds: readonly [DeploymentAction, DeploymentState][]
): Promise<Deployment[]> {
  const history: Deployment[] = []
  for (const [action, state] of kinds) {
    const deployment = finished(sampleDeployment(container, { action }), state)
    await store.deployments.insert({ ...deployment, state: 'queued' })
    await store.deployments.save(deployment)
    history.push(deployment)
  }
  return history
}

describe('of the deployments of a container one', () => {
  test('may run and one more may wait, in the order in which they were asked for', async () => {
    const { container } = await insertSamples(store)
    const [first, second] = [sampleDeployment(container), sampleDeployment(container)]
    await store.deployments.insert(first)
    await expect(store.deployments.insert(second)).rejects.toMatchObject({
      code: 'container.busy',
      retry: true,
    })
    await store.deployments.save({ ...first, state: 'running' })
    await store.deployments.insert(second)
    await expect(store.deployments.save({ ...second, state: 'running' })).rejects.toMatchObject({
      code: 'container.busy',
    })
    const unfinished = await store.deployments.unfinished(container.id)
    expect(unfinished.map(({ id }) => id)).toEqual([first.id, second.id])
    await store.deployments.save(finished(first, 'failed'))
    expect(await store.deployments.latest(container.id)).toMatchObject({ id: second.id })
    await store.deployments.save({ ...second, state: 'running' })
  })

  test('of twenty requests at once on two servers one is stored', async () => {
    const { container } = await insertSamples(store)
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? store : other).transaction((tx) => tx.deployments.insert(sampleDeployment(container))),
      ),
    )
    const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'stored'))
    expect(codes.filter((code) => code === 'stored')).toHaveLength(1)
    expect(codes.filter((code) => code === 'container.busy')).toHaveLength(19)
  })

  test('a container that is gone gets none', async () => {
    const { container } = await insertSamples(store)
    await store.containers.delete(container.id)
    await expect(store.deployments.insert(sampleDeployment(container))).rejects.toMatchObject({
      code: 'container.not_found',
    })
  })
})

describe('saving', () => {
  test('what was saved is read back, and outlives its container', async () => {
    const { container } = await insertSamples(store)
    const deployment = sampleDeployment(container)
    await store.deployments.insert(deployment)
    const ended: Deployment = {
      ...finished(deployment, 'succeeded'),
      image: {
        registryId: container.spec.registryId,
        registry: 'ghcr.io',
        repository: 'acme/shop',
        tag: '1.0',
        digest: `sha256:${'a'.repeat(64)}`,
        platforms: [{ os: 'linux', architecture: 'amd64' }],
      },
      endpoints: [{ port: 80, url: 'http://127.0.0.1:32768' }],
      reference: 'container-1',
    }
    await store.deployments.save(ended)
    await store.containers.delete(container.id)
    expect(await store.deployments.get(deployment.id)).toEqual(ended)
  })

  test('a cancel that was asked for stays, whatever a worker that did not see it saves', async () => {
    const { container } = await insertSamples(store)
    const deployment = sampleDeployment(container)
    await store.deployments.insert(deployment)
    await other.deployments.requestCancel(deployment.id)
    await store.deployments.save({ ...deployment, state: 'running' })
    expect(await store.deployments.get(deployment.id)).toMatchObject({
      state: 'running',
      cancelRequested: true,
    })
  })

  test('a finished deployment does not change: a worker that comes late is refused', async () => {
    const { container } = await insertSamples(store)
    const [ended] = await insertHistory(container, ['deploy', 'succeeded'])
    if (!ended) throw new Error('no history')
    await expect(store.deployments.save({ ...ended, state: 'running' })).rejects.toMatchObject({
      code: 'container.conflict',
    })
    await store.deployments.save({ ...ended, reference: 'late' })
    await store.deployments.requestCancel(ended.id)
    expect(await store.deployments.get(ended.id)).toEqual(ended)
  })

  test('an unknown deployment is deployment.not_found', async () => {
    const { container } = await insertSamples(store)
    await expect(store.deployments.save(sampleDeployment(container))).rejects.toMatchObject({
      code: 'deployment.not_found',
    })
  })
})

describe('history', () => {
  test('pages are newest first', async () => {
    const { container } = await insertSamples(store)
    const [first, second, third] = await insertHistory(
      container,
      ['deploy', 'succeeded'],
      ['deploy', 'failed'],
      ['restart', 'succeeded'],
    )
    expect(await store.deployments.count(container.id)).toBe(3)
    expect(await store.deployments.history(container.id, { page: 0, pageSize: 2 })).toEqual([third, second])
    expect(await store.deployments.history(container.id, { page: 1, pageSize: 2 })).toEqual([first])
    expect(await store.deployments.latest(container.id)).toEqual(third)
  })

  test('latestOf answers for many containers at once and leaves out those without', async () => {
    const a = await insertSamples(store)
    const b = await insertSamples(store)
    const [, latest] = await insertHistory(a.container, ['deploy', 'succeeded'], ['deploy', 'failed'])
    const found = await store.deployments.latestOf([a.container.id, b.container.id, 'no-uuid'])
    expect([...found]).toEqual([[a.container.id, latest]])
    expect(await store.deployments.latestOf([])).toEqual(new Map())
  })

  test.each<[string, [DeploymentAction, DeploymentState][], number | undefined]>([
    ['nothing yet', [], undefined],
    [
      'the newest that succeeded',
      [
        ['deploy', 'succeeded'],
        ['deploy', 'succeeded'],
      ],
      1,
    ],
    [
      'not a failed one',
      [
        ['deploy', 'succeeded'],
        ['deploy', 'failed'],
      ],
      0,
    ],
    [
      'not a canceled one',
      [
        ['deploy', 'succeeded'],
        ['deploy', 'canceled'],
      ],
      0,
    ],
    [
      'a restart changes nothing',
      [
        ['deploy', 'succeeded'],
        ['restart', 'succeeded'],
      ],
      0,
    ],
    [
      'nothing once stopped',
      [
        ['deploy', 'succeeded'],
        ['stop', 'succeeded'],
      ],
      undefined,
    ],
    [
      'a stop that failed changes nothing',
      [
        ['deploy', 'succeeded'],
        ['stop', 'failed'],
      ],
      0,
    ],
    [
      'again after a stop',
      [
        ['deploy', 'succeeded'],
        ['stop', 'succeeded'],
        ['deploy', 'succeeded'],
      ],
      2,
    ],
    [
      'nothing once deleted',
      [
        ['deploy', 'succeeded'],
        ['delete', 'succeeded'],
      ],
      undefined,
    ],
  ])('live: %s', async (_, kinds, index) => {
    const { container } = await insertSamples(store)
    const history = await insertHistory(container, ...kinds)
    expect(await store.deployments.live(container.id)).toEqual(
      index === undefined ? undefined : history[index],
    )
  })
})

describe('leases', () => {
  const now = new Date('2026-11-22T10:00:00Z')
  const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)

  test('one owner at a time: another gets it when it has run out, or was given up', async () => {
    const { container } = await insertSamples(store)
    const { id } = sampleDeployment(container, { id: randomUUID() })
    await store.deployments.insert(sampleDeployment(container, { id }))
    expect(await store.deployments.lease(id, 'a', later(15), now)).toBe(true)
    expect(await other.deployments.lease(id, 'b', later(15), now)).toBe(false)
    expect(await store.deployments.lease(id, 'a', later(20), later(5))).toBe(true)
    expect(await other.deployments.lease(id, 'b', later(30), later(19))).toBe(false)
    expect(await other.deployments.lease(id, 'b', later(35), later(20))).toBe(true)
    expect(await store.deployments.lease(id, 'a', later(40), later(21))).toBe(false)
    expect(await other.deployments.lease(id, 'b', later(21), later(21))).toBe(true)
    expect(await store.deployments.lease(id, 'a', later(40), later(21))).toBe(true)
  })

  test('of many that ask at once one gets it', async () => {
    const { container } = await insertSamples(store)
    const deployment = sampleDeployment(container)
    await store.deployments.insert(deployment)
    const got = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        (index % 2 ? store : other).deployments.lease(deployment.id, `owner ${index}`, later(15), now),
      ),
    )
    expect(got.filter(Boolean)).toHaveLength(1)
  })

  test('a finished deployment is nobody’s to run', async () => {
    const { container } = await insertSamples(store)
    const [ended] = await insertHistory(container, ['deploy', 'succeeded'])
    expect(await store.deployments.lease(ended?.id ?? '', 'a', later(15), now)).toBe(false)
  })

  test('abandoned: unfinished ones that nobody holds now, oldest first', async () => {
    const fresh = await insertSamples(store)
    const held = await insertSamples(store)
    const expired = await insertSamples(store)
    const ended = await insertSamples(store)
    const [a, b, c] = [fresh, held, expired].map(({ container }) => sampleDeployment(container))
    if (!a || !b || !c) throw new Error('no samples')
    for (const each of [a, b, c]) await store.deployments.insert(each)
    await insertHistory(ended.container, ['deploy', 'failed'])
    await store.deployments.lease(b.id, 'x', later(60), now)
    await store.deployments.lease(c.id, 'x', later(5), now)
    const ids = (await store.deployments.abandoned(later(5))).map(({ id }) => id)
    expect(ids.filter((id) => [a.id, b.id, c.id].includes(id))).toEqual([a.id, c.id])
  })

  test('releaseLeases frees what a killed server held', async () => {
    const opened = await stores.open()
    const { container } = await insertSamples(store)
    const deployment = sampleDeployment(container)
    await store.deployments.insert(deployment)
    await store.deployments.lease(deployment.id, 'killed', later(60), now)
    await opened.releaseLeases()
    expect(await store.deployments.lease(deployment.id, 'next', later(60), now)).toBe(true)
  })
})
