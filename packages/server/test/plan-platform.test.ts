import { afterAll, beforeAll, expect, test } from 'vitest'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { openTwinWorld, signal, type TwinWorld, takingTarget } from './support/twin-world.ts'

const stores = useTestStores()

let world: TwinWorld
beforeAll(async () => {
  world = await openTwinWorld(await stores.open())
  await world.push('acme/app', '1.0')
}, 120_000)
afterAll(() => world?.close())

test('a plan tells that no node of the cluster runs a platform of the image, as the deployment would, and deploys nothing', async () => {
  const registry = await world.connect((await world.token()).value)
  const { containerId } = await world.deploy(registry.id, 'acme/app')
  const onNodes = (architecture: string) =>
    world.createAppLike({
      openTarget: () => ({ ...takingTarget([]), platforms: async () => [{ os: 'linux', architecture }] }),
    })
  const planOn = (architecture: string) =>
    onNodes(architecture).planContainer(world.who, containerId, (stored) => stored, undefined, signal)
  const before = world.applied.length

  const plan = await planOn('arm64')
  expect(plan).toMatchObject({
    ok: false,
    pullProved: false,
    findings: [
      {
        code: 'platform.missing',
        severity: 'error',
        summary: 'The image acme/app:1.0 offers linux/amd64, and the target runs linux/arm64.',
        remedy: { action: expect.stringContaining('linux/arm64') },
      },
    ],
  })
  expect(await planOn('amd64')).toMatchObject({ ok: true, findings: [] })
  expect(world.applied.length).toBe(before)
})
