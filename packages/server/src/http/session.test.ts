import { type App, type Clock, type Principal, Secret } from '@fairlead/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type BrowserSessions, createBrowserSessions } from '../auth/browser-session.ts'
import { createVault } from '../auth/vault.ts'
import { nameKey } from '../auth/vault-key.ts'
import { silentLog } from '../log.ts'
import { createHttpServer, type HttpServer } from './create-http-server.ts'

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6'
const ADMIN: Principal = { tokenId: ID, name: 'admin', organizationId: null, role: 'admin' }
const TOKEN = 'flt_good'
const DAY_MS = 86_400_000

let now: number
let known: Set<string>
let sessions: BrowserSessions
let server: HttpServer
beforeEach(async () => {
  now = Date.parse('2026-11-01T00:00:00Z')
  known = new Set([TOKEN])
  const clock: Clock = { now: () => new Date(now) }
  sessions = createBrowserSessions(createVault({ keys: [nameKey(new Uint8Array(32).fill(5))] }), clock)
  const app: Partial<App> = {
    authenticate: async (token) => (known.has(token.reveal()) ? ADMIN : undefined),
    deleteApiToken: async () => undefined,
  }
  server = await createHttpServer({ app: app as App, log: silentLog, clock, sessions })
})
afterEach(() => server.close())

const signIn = (token: string) =>
  server.inject({ method: 'POST', url: '/fairlead/v1/session', payload: { token } })
const signedIn = async () => {
  const [pair] = String((await signIn(TOKEN)).headers['set-cookie']).split(';')
  return { cookie: `theme=dark; ${pair}` }
}
const me = (headers: Record<string, string>) => server.inject({ url: '/fairlead/v1/me', headers })

describe('signing a browser in', () => {
  test('answers who it is, with a cookie that no script reads, that stays here and that shows no token', async () => {
    const answer = await signIn(` ${TOKEN}\n`)
    expect(answer.json()).toMatchObject({ name: 'admin', role: 'admin' })
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/^fairlead_session=[\w.-]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/)
    expect(cookie + answer.body).not.toContain(TOKEN)
    expect(Buffer.from(cookie, 'base64url').toString('latin1')).not.toContain(TOKEN)
    expect((await me(await signedIn())).json()).toMatchObject({ name: 'admin' })
  })

  test('over TLS, also where that ends in front, the cookie is for TLS only', async () => {
    const answer = await server.inject({
      method: 'POST',
      url: '/fairlead/v1/session',
      headers: { 'x-forwarded-proto': 'https' },
      payload: { token: TOKEN },
    })
    expect(answer.headers['set-cookie']).toMatch(/; Secure$/)
  })

  test.each([
    ['an unknown token', 'flt_unknown', 401, 'auth.refused'],
    ['an empty one', ' ', 400, 'request.invalid'],
    ['two words', 'flt_a flt_b', 400, 'request.invalid'],
  ])('%s is refused, without a cookie', async (_, token, status, code) => {
    const answer = await signIn(token)
    expect([answer.statusCode, answer.json().code]).toEqual([status, code])
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  test('guesses are slowed down as those in a header are', async () => {
    const codes: number[] = []
    for (let i = 0; i < 40; i++) codes.push((await signIn(`flt_guess${i}`)).statusCode)
    expect(codes[0]).toBe(401)
    expect(codes.at(-1)).toBe(429)
  })
})

describe('a signed-in browser', () => {
  test.each([
    ['a page of this server', { 'sec-fetch-site': 'same-origin' }, 204],
    ['a page of this server by plain HTTP', { origin: 'http://localhost:4600' }, 204],
    ['another port of this host', { 'sec-fetch-site': 'same-site' }, 403],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:4600' }, 403],
    ['another origin by plain HTTP', { origin: 'http://evil.example' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['nobody knows whom', {}, 403],
  ])('changes something for %s: %s → %i', async (_, headers: Record<string, string>, status) => {
    const answer = await server.inject({
      method: 'DELETE',
      url: `/fairlead/v1/organization/${ID}/apiToken/${ID}`,
      headers: { ...(await signedIn()), ...headers, host: 'localhost:4600' },
    })
    expect(answer.statusCode).toBe(status)
  })

  test('is asked to sign in again when its week is over, and when its token was revoked', async () => {
    const headers = await signedIn()
    now += 7 * DAY_MS - 1
    expect((await me(headers)).statusCode).toBe(200)
    now += 1
    expect((await me(headers)).json()).toMatchObject({ code: 'auth.refused' })
    const again = await signedIn()
    known.clear()
    expect((await me(again)).json()).toMatchObject({ code: 'auth.refused' })
  })

  test('a cookie that was made elsewhere or changed is no sign-in', async () => {
    const { cookie } = await signedIn()
    expect((await me({ cookie: `${cookie.slice(0, -3)}AAA` })).statusCode).toBe(401)
    expect((await me({ cookie: 'fairlead_session=flt_good' })).statusCode).toBe(401)
    expect(sessions.open('v1.x.y.z')).toBeUndefined()
  })

  test('a header speaks louder than a cookie', async () => {
    const headers = { ...(await signedIn()), authorization: 'Token flt_unknown' }
    expect((await me(headers)).statusCode).toBe(401)
  })

  test('signs out: its cookie is taken away', async () => {
    const answer = await server.inject({ method: 'DELETE', url: '/fairlead/v1/session' })
    expect(answer.statusCode).toBe(204)
    expect(answer.headers['set-cookie']).toMatch(/^fairlead_session=; Path=\/; Max-Age=0; HttpOnly/)
  })
})

test('a sealed session opens to its token', () => {
  expect(sessions.open(sessions.seal(new Secret('flt_a b')))?.reveal()).toBe('flt_a b')
})
