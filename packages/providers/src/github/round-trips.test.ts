import { type FindingCode, systemClock, type VerifyRequest } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLockstepFetch } from '../testing/lockstep-fetch.ts'
import { loopbackFetch } from '../testing/loopback-fetch.ts'
import { createWorld, type World } from '../testing/world.ts'
import { createGithubProviders } from './provider.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

/** Verifies as often as there are requests, with one provider, and gives the waves of the last. */
async function wavesOf(
  account: { owner?: string; token?: string },
  ...requests: readonly VerifyRequest[]
): Promise<{ waves: readonly (readonly string[])[]; findings: readonly FindingCode[] }> {
  const { fetch, waves } = createLockstepFetch(loopbackFetch().fetch)
  const { twin } = world
  const host = { registry: twin.url, api: twin.apiUrl }
  const { GITHUB_CR } = createGithubProviders({ fetch, clock: systemClock, compatibleHosts: [host] })
  const { signal } = new AbortController()
  let findings: readonly FindingCode[] = []
  let earlier = 0
  for (const request of requests) {
    earlier = waves.length
    const verification = await GITHUB_CR.verify(world.connection(account), request, signal)
    findings = verification.findings.map(({ code }) => code)
  }
  return { waves: waves.slice(earlier), findings }
}

test('all checks of a connection with an image of one platform take four round trips', async () => {
  const token = await world.token()
  const { waves, findings } = await wavesOf({ owner: 'plain', token }, { image: 'plain/app:1.0' })
  expect(findings).toEqual([])
  expect(waves.map((wave) => wave.toSorted())).toEqual([
    ['GET /api/v3/orgs/plain/packages/container/app/versions', 'GET /token', 'GET /v2/'],
    [
      'GET /api/v3/orgs/plain/packages',
      'GET /api/v3/user',
      'GET /api/v3/user/memberships/orgs/plain',
      'GET /api/v3/users/plain',
      'GET /v2/plain/app/manifests/1.0',
    ],
    [
      expect.stringMatching(/^GET \/v2\/plain\/app\/blobs\/sha256:/),
      expect.stringMatching(/^GET \/v2\/plain\/app\/blobs\/sha256:/),
    ],
    // The registry sends its clients to where the blobs are kept.
    [expect.stringMatching(/^GET \/_blobs\//), expect.stringMatching(/^GET \/_blobs\//)],
  ])
})

test('so do those with an image of several platforms: the own manifest is guessed', async () => {
  const token = await world.token()
  const { waves, findings } = await wavesOf({ owner: 'acme', token }, { image: 'acme/app:1.0' })
  expect(findings).toEqual([])
  expect(waves).toHaveLength(4)
})

test('and those that prove the push as well', async () => {
  const token = await world.token({ scopes: ['write:packages', 'read:org'] })
  const request = { image: 'plain/app:1.0', push: true }
  const { waves, findings } = await wavesOf({ owner: 'plain', token }, request)
  expect(findings).toEqual([])
  expect(waves.length).toBeLessThanOrEqual(4)
})

test('without an image the choice of one costs one more', async () => {
  const token = await world.token()
  const { waves, findings } = await wavesOf({ owner: 'plain', token }, {})
  expect(findings).toEqual([])
  expect(waves).toHaveLength(5)
})

test('an owner that was found to be a user once is asked for as a user from then on', async () => {
  const account = { owner: 'ada', token: await world.token() }
  expect((await wavesOf(account, {})).waves).toHaveLength(6)
  expect((await wavesOf(account, {}, {})).waves).toHaveLength(5)
})
