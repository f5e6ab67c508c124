import { afterAll, beforeAll, expect, test } from 'vitest'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { openTwinWorld, signal, type TwinWorld } from './support/twin-world.ts'

const stores = useTestStores()

let world: TwinWorld
beforeAll(async () => {
  world = await openTwinWorld(await stores.open())
  await world.push('acme/app', '1.0')
}, 120_000)
afterAll(() => world?.close())

const adviceFor = async (scopes: readonly string[], push = false) => {
  const { value } = await world.token({ scopes })
  const draft = {
    kind: 'GITHUB_CR',
    url: world.twin.url,
    config: { username: 'acme', password: value },
  } as const
  const { ok, capabilities, findings } = await world.app.verifyDraft(
    world.who,
    world.organizationId,
    draft,
    { push },
    signal,
  )
  return {
    ok,
    capabilities,
    codes: findings.map(({ code }) => code),
    advice: findings.filter(({ code }) => code === 'credential.more_than_pull'),
  }
}

test('a credential that may also push is told of with the least that would do, and works', async () => {
  const { ok, advice } = await adviceFor(['write:packages', 'read:org'])
  expect(ok).toBe(true)
  expect(advice).toMatchObject([
    {
      severity: 'info',
      summary: 'The credential may more than pull (write:packages), and this connection only pulls.',
      remedy: { action: expect.stringContaining('read:packages, read:org') },
    },
  ])
  // The page of github.com makes no token of this host.
  expect(advice[0]?.remedy).not.toHaveProperty('link')
})

test('what was asked for, and the least, are no excess', async () => {
  expect((await adviceFor(['write:packages', 'read:org'], true)).advice).toEqual([])
  expect((await adviceFor(['read:packages', 'read:org'])).advice).toEqual([])
})

test('where the kind itself names what is needless it is not said twice', async () => {
  const { codes, advice } = await adviceFor(['write:packages', 'delete:packages', 'read:org'])
  expect(codes).toContain('scope.needless')
  expect(advice).toEqual([])
})
