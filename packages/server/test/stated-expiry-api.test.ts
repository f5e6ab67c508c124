import { ApiError, type RegistryRequest } from '@fairlead/api/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './support/start-test-server.ts'

let server: TestServer
let organizationId: string
beforeAll(async () => {
  server = await startTestServer()
  organizationId = server.made.organization.id
})
afterAll(() => server?.close())

const registries = () => server.client.registries
const unverified = { unverified: true }
/** A registry that tells nothing of its credential's end. */
const silent = (name: string): RegistryRequest => ({
  name,
  kind: 'GENERIC_CR',
  url: 'https://registry.example.com',
  config: { username: 'ada', password: 'letmein' },
})
/** Fields and problems that a request was refused for. */
async function issuesOf(call: () => Promise<unknown>): Promise<ApiError['issues']> {
  const error = await call().catch((reason: unknown) => reason)
  if (error instanceof ApiError && error.code === 'request.invalid') return error.issues
  throw new Error(`not refused as a request: ${error}`)
}

test('a stated end is taken as a day or a time, kept by an edit that leaves it out, changed and taken away', async () => {
  const day = { ...silent('dated'), expires_at: '2030-01-31' }
  const made = await registries().create(organizationId, day, unverified)
  const stated = (at: string | null) => ({ expires_at: at, stated_expires_at: at })
  expect(made).toMatchObject(stated('2030-01-31T00:00:00.000Z'))
  const edit = (change: Partial<RegistryRequest>) =>
    registries().edit(organizationId, made.id, { ...silent('dated'), ...change }, unverified)
  expect(await edit({})).toMatchObject(stated('2030-01-31T00:00:00.000Z'))
  expect(await edit({ expires_at: '2031-01-31T12:00:00+02:00' })).toMatchObject(
    stated('2031-01-31T10:00:00.000Z'),
  )
  expect(await edit({ expires_at: null })).toMatchObject(stated(null))
})

test('a rotation takes the end of the new secret, and leaves none of the old one', async () => {
  const token = async () => {
    const scopes = ['read:packages', 'read:org']
    return (await server.twin.state.createToken({ login: 'ada', scopes })).value.reveal()
  }
  const body = { ...server.registryBody('to-date'), expires_at: '2030-01-31' }
  const made = await registries().create(organizationId, body)
  const rotate = async (expires_at?: string) =>
    (
      await registries().rotate(organizationId, made.id, {
        config: { password: await token() },
        grace_hours: 0,
        ...(expires_at ? { expires_at } : {}),
      })
    ).stated_expires_at
  expect(made.stated_expires_at).toBe('2030-01-31T00:00:00.000Z')
  expect(await rotate('2031-01-31')).toBe('2031-01-31T00:00:00.000Z')
  expect(await rotate()).toBeNull()
})

test('what is no date is refused by the name of its field, wherever one is stated', async () => {
  const { id } = await registries().create(organizationId, silent('undated'), unverified)
  for (const expires_at of ['31.01.2030', '2030-02-30', '2030-01-31 12:00', 'soon']) {
    const body = { ...silent('undated'), expires_at }
    for (const call of [
      () => registries().create(organizationId, body, unverified),
      () => registries().edit(organizationId, id, body, unverified),
      () => registries().verify(organizationId, body),
      () => registries().rotate(organizationId, id, { config: { password: 'next' }, expires_at }),
    ])
      expect(await issuesOf(call)).toEqual([
        {
          field: 'expires_at',
          problem: 'is neither a day nor a time',
          remedy: 'Write a day as 2027-01-31, or a time as 2027-01-31T12:00:00Z.',
        },
      ])
  }
})

test('the test of a draft tells of the end that is stated with it', async () => {
  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString()
  const { name: _, ...draft } = { ...silent('draft'), url: 'http://127.0.0.1:1', expires_at: soon }
  const { findings, credential } = await registries().verify(organizationId, draft)
  expect(findings.map(({ code }) => code)).toContain('token.expires_soon')
  expect(credential.expiresAt).toBe(soon)
})
