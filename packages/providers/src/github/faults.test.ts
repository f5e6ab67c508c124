import type { FindingCode, Verification } from '@fairlead/core'
import type { FaultEffect } from '@fairlead/ghcr'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { serveScript } from '../testing/scripted-server.ts'
import { createWorld, type World } from '../testing/world.ts'

let world: World
let patient: World
beforeAll(async () => {
  // One for faults that answer at once, one for those that never do.
  world = await createWorld({ limitMs: 20_000 })
  patient = await createWorld({ limitMs: 250 })
})
afterEach(() => {
  world.twin.state.clearFaults()
  patient.twin.state.clearFaults()
})
afterAll(async () => {
  await world.close()
  await patient.close()
})

const codes = ({ findings }: Verification): FindingCode[] => findings.map(({ code }) => code)
const statusOf = ({ checks }: Verification, id: string): string | undefined =>
  checks.find((check) => check.id === id)?.status

const INSTANT: readonly (readonly [string, FaultEffect, FindingCode, FindingCode])[] = [
  ['closes the line', { kind: 'close' }, 'network.closed', 'network.closed'],
  ['answers with a web page', { kind: 'garbage' }, 'api.bad_answer', 'registry.not_a_registry'],
  ['fails', { kind: 'status', status: 502 }, 'api.bad_answer', 'registry.server_error'],
  [
    'is rate limited',
    { kind: 'rate-limit', retryAfterSeconds: 60 },
    'api.rate_limited',
    'registry.rate_limited',
  ],
  ['breaks off', { kind: 'cut', afterBytes: 3 }, 'network.closed', 'network.closed'],
]

describe('an API that', () => {
  test.each(INSTANT)(
    '%s is one finding, and the pull is proved all the same',
    async (_what, effect, code) => {
      world.twin.state.addFault({ path: '/api/v3/*', effect })
      const token = await world.token()
      const verification = await world.verify({ owner: 'acme', token }, { image: 'acme/app:1.0' })
      expect(codes(verification)).toEqual([code])
      expect(statusOf(verification, 'registry.pull')).toBe('passed')
      expect(statusOf(verification, 'token.scopes')).toBe('skipped')
      expect(verification.capabilities.pull).toBe('yes')
    },
  )

  test('hangs is one finding, and the pull is proved all the same', async () => {
    patient.twin.state.addFault({ path: '/api/v3/*', effect: { kind: 'hang' } })
    const token = await patient.token()
    const verification = await patient.verify({ owner: 'acme', token }, { image: 'acme/app:1.0' })
    expect(codes(verification)).toEqual(['network.timeout'])
    expect(statusOf(verification, 'registry.pull')).toBe('passed')
  })

  test('fails after the first answer is still one finding', async () => {
    world.twin.state.addFault({ path: '/api/v3/user*', effect: { kind: 'close' } })
    const token = await world.token()
    const verification = await world.verify({ owner: 'acme', token }, { image: 'acme/app:1.0' })
    expect(codes(verification)).toEqual(['network.closed'])
    expect(statusOf(verification, 'registry.pull')).toBe('passed')
  })

  test('is down leaves it to the registry to tell a dead token', async () => {
    world.twin.state.addFault({ path: '/api/v3/*', effect: { kind: 'status', status: 503 } })
    const { token, value } = await world.twin.state.createToken({ login: 'ada', scopes: ['read:packages'] })
    await world.twin.state.revokeToken(token.id)
    const account = { owner: 'acme', token: value.reveal() }
    const verification = await world.verify(account, { image: 'acme/app:1.0' })
    expect(codes(verification)).toEqual(['api.bad_answer', 'token.refused'])
  })

  test('has locked everyone out is one finding that asks for patience', async () => {
    const body = JSON.stringify({
      message: 'Maximum number of login attempts exceeded. Please try again later.',
    })
    world.twin.state.addFault({ path: '/api/v3/*', effect: { kind: 'status', status: 403, body } })
    const token = await world.token()
    const verification = await world.verify({ owner: 'acme', token }, { image: 'acme/app:1.0' })
    expect(codes(verification)).toEqual(['api.locked_out'])
    expect(verification.findings[0]?.remedy?.action).toMatch(/^Wait/)
    // A lockout says nothing of the token, which may be good.
    expect(verification.capabilities.list).toBe('unknown')
  })

  test('redirects elsewhere is not followed, and the token stays here', async () => {
    const thief = await serveScript((_request, response) => response.end('{}'))
    const effect = { kind: 'redirect', location: `${thief.url}/x`, status: 307 } as const
    world.twin.state.addFault({ path: '/api/v3/*', effect })
    const token = await world.token()
    const verification = await world.verify({ owner: 'acme', token }, { image: 'acme/app:1.0' })
    expect(codes(verification)).toEqual(['api.bad_answer'])
    expect(thief.seen).toEqual([])
  })
})

describe('a registry that', () => {
  test.each(INSTANT)(
    '%s is one finding, and all that the API tells is told',
    async (_what, effect, _, code) => {
      world.twin.state.addFault({ path: '/v2/*', effect })
      const token = await world.token()
      const verification = await world.verify({ owner: 'acme', token }, { image: 'acme/app:1.0', push: true })
      expect(codes(verification).filter((each) => each !== 'scope.write_packages_missing')).toEqual([code])
      expect(statusOf(verification, 'registry.pull')).not.toBe('passed')
      expect(statusOf(verification, 'organization.membership')).toBe('passed')
    },
  )

  test('hangs is one finding within a bounded time', async () => {
    patient.twin.state.addFault({ path: '/v2/*', effect: { kind: 'hang' } })
    const token = await patient.token()
    const verification = await patient.verify({ owner: 'acme', token }, { image: 'acme/app:1.0' })
    expect(codes(verification)).toEqual(['network.timeout'])
  })

  test.each([
    ['the token endpoint', '/token*'],
    ['a manifest', '/v2/acme/app/manifests/*'],
    ['a blob', '/v2/acme/app/blobs/*'],
  ])('closes the line at %s is one finding', async (_what, path) => {
    world.twin.state.addFault({ path, effect: { kind: 'close' } })
    const token = await world.token()
    const verification = await world.verify({ owner: 'acme', token }, { image: 'acme/app:1.0' })
    expect(codes(verification)).toEqual(['network.closed'])
    expect(statusOf(verification, 'registry.pull')).toBe('failed')
  })

  test('has lost the manifest of a platform is one finding', async () => {
    // The tag is there; what the index lists is asked for by digest.
    const body = JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] })
    const effect = { kind: 'status', status: 404, body } as const
    world.twin.state.addFault({ path: '/v2/acme/app/manifests/sha256:*', effect })
    const token = await world.token()
    const verification = await world.verify({ owner: 'acme', token }, { image: 'acme/app:1.0' })
    expect(codes(verification)).toEqual(['manifest.missing'])
  })

  test('has lost a blob is one finding', async () => {
    const body = JSON.stringify({ errors: [{ code: 'BLOB_UNKNOWN', message: 'blob unknown to registry' }] })
    const effect = { kind: 'status', status: 404, body } as const
    world.twin.state.addFault({ path: '/v2/acme/app/blobs/*', effect })
    const token = await world.token()
    const verification = await world.verify({ owner: 'acme', token }, { image: 'acme/app:1.0' })
    expect(codes(verification)).toEqual(['blob.missing'])
  })

  test('redirects elsewhere is not followed, and the token stays here', async () => {
    const thief = await serveScript((_request, response) => response.end('{}'))
    const effect = { kind: 'redirect', location: `${thief.url}/v2/`, status: 307 } as const
    world.twin.state.addFault({ path: '/v2/', effect })
    const token = await world.token()
    const verification = await world.verify({ owner: 'acme', token }, { image: 'acme/app:1.0' })
    expect(codes(verification)).toEqual(['registry.redirected'])
    expect(thief.seen).toEqual([])
  })
})

describe('a dead token', () => {
  test('is shown to the API once and to the registry once, however much there is to ask', async () => {
    const { token, value } = await world.twin.state.createToken({ login: 'ada', scopes: ['read:packages'] })
    await world.twin.state.revokeToken(token.id)
    const before = world.seen.length
    await world.verify({ owner: 'acme', token: value.reveal() }, { image: 'acme/app:1.0', push: true })
    const shown = world.seen.slice(before).filter(({ authorized }) => authorized)
    const toApi = shown.filter(({ url }) => url.startsWith(world.twin.apiUrl))
    expect(toApi).toHaveLength(1)
    expect(shown.length - toApi.length).toBeLessThanOrEqual(1)
  })

  test('whose end was known is shown to the API alone', async () => {
    const token = await world.token({ expiresAt: '2020-01-01T00:00:00Z' })
    const before = world.seen.length
    const request = { image: 'acme/app:1.0', knownExpiry: '2020-01-01T00:00:00.000Z' }
    await world.verify({ owner: 'acme', token }, request)
    const shown = world.seen.slice(before).filter(({ authorized }) => authorized)
    expect(shown.map(({ url }) => url.startsWith(world.twin.apiUrl))).toEqual([true])
  })

  test('of the wrong kind is shown to nobody', async () => {
    const before = world.seen.length
    await world.verify({ owner: 'acme', token: `github_pat_${'a'.repeat(82)}` }, { image: 'acme/app:1.0' })
    expect(world.seen.slice(before).filter(({ authorized }) => authorized)).toEqual([])
  })
})
