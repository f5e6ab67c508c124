import { connect } from 'node:net'
import { type App, AppError, type Principal, Secret, systemClock } from '@fairlead/core'
import { afterEach, describe, expect, test } from 'vitest'
import { createBrowserSessions } from '../auth/browser-session.ts'
import { createVault } from '../auth/vault.ts'
import { nameKey } from '../auth/vault-key.ts'
import { createHttpServer, type HttpServer } from './create-http-server.ts'

// The plumbing alone, over a few use cases that each test writes. The routes run over the real ones in packages/server/test.

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6'
const ADMIN: Principal = { tokenId: ID, name: 'admin', organizationId: null, role: 'admin' }
const TOKENS: Record<string, Principal> = {
  'admin-token': ADMIN,
  'viewer-token': { ...ADMIN, name: 'viewer', role: 'viewer' },
  'node-token': { ...ADMIN, name: 'node', role: 'node' },
}

const vault = createVault({ keys: [nameKey(new Uint8Array(32).fill(3))] })
const sessions = createBrowserSessions(vault, systemClock)

let open: HttpServer | undefined
let logged: string[]
afterEach(() => open?.close())

async function start(useCases: Partial<App> = {}): Promise<HttpServer> {
  logged = []
  const note = (facts: object, message: string) => void logged.push(JSON.stringify({ ...facts, message }))
  const app = { authenticate: async (token: { reveal(): string }) => TOKENS[token.reveal()], ...useCases }
  open = await createHttpServer({
    app: app as App,
    log: { debug: note, info: note, warn: note, error: note },
    clock: systemClock,
    sessions,
    heartbeatMs: 20,
  })
  return open
}

const as = (token: string) => ({ authorization: `Token ${token}` })

describe('who asks', () => {
  test.each([
    ['no header', {}, 401, 'auth.missing'],
    ['another scheme', { authorization: 'Basic YTpi' }, 401, 'auth.refused'],
    ['an unknown token', as('unknown'), 401, 'auth.refused'],
    ['a token with a line break', { authorization: 'Token a\tb' }, 401, 'auth.refused'],
  ])('%s is refused', async (_, headers, status, code) => {
    const answer = await (await start()).inject({ url: '/fairlead/v1/me', headers })
    expect([answer.statusCode, answer.json().code]).toEqual([status, code])
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="fairlead"')
  })

  test.each(['Token admin-token', 'Bearer admin-token', 'token  admin-token'])(
    '"%s" is let in',
    async (authorization) => {
      const answer = await (await start()).inject({ url: '/fairlead/v1/me', headers: { authorization } })
      expect(answer.json()).toMatchObject({ name: 'admin', role: 'admin' })
    },
  )

  test('a role that may not is told so before its body is looked at', async () => {
    const request = {
      method: 'POST',
      url: '/organization',
      headers: as('viewer-token'),
      payload: { name: 5 },
    } as const
    const answer = await (await start()).inject(request)
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'permission.denied'])
  })

  test('whoever guesses tokens is held up, and others are not', async () => {
    const server = await start()
    for (let index = 0; index < 20; index++)
      await server.inject({ url: '/fairlead/v1/me', headers: as(`guess-${index}`) })
    const held = await server.inject({ url: '/fairlead/v1/me', headers: as('guess-21') })
    expect([held.statusCode, held.json().code]).toEqual([429, 'request.rate_limited'])
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0)
    const elsewhere = { url: '/fairlead/v1/me', headers: as('admin-token'), remoteAddress: '192.0.2.7' }
    expect((await server.inject(elsewhere)).statusCode).toBe(200)
  })
})

describe('the login that a node asks for', () => {
  const request = {
    method: 'POST',
    url: `/fairlead/v1/organization/${ID}/imageCredential`,
    headers: as('node-token'),
    payload: {
      apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
      kind: 'CredentialProviderRequest',
      image: 'ghcr.io/v2/app',
    },
  } as const
  const credential = { username: 'ada', password: new Secret('not-to-be-logged') }
  const given = { image: 'ghcr.io/v2/app', host: 'ghcr.io', credential, forHost: false, keepSeconds: 300 }

  test('is in the answer and in no line of the log', async () => {
    const server = await start({ imageCredential: async () => given })
    const answer = await server.inject(request)
    expect(answer.body).toContain('not-to-be-logged')
    expect(logged.join()).toContain('imageCredential')
    expect(logged.join()).not.toContain('not-to-be-logged')
  })

  test('is found by the kubelet, which leaves out a leading v2 of a path', async () => {
    const answer = await (await start({ imageCredential: async () => given })).inject(request)
    expect([answer.json().cacheKeyType, Object.keys(answer.json().auth)]).toEqual(['Image', ['ghcr.io']])
    const whole = { ...given, image: 'ghcr.io/acme/app', forHost: true }
    const forHost = await (await start({ imageCredential: async () => whole })).inject(request)
    expect([forHost.json().cacheKeyType, Object.keys(forHost.json().auth)]).toEqual(['Registry', ['ghcr.io']])
  })
})

describe('a request that cannot be served', () => {
  const post = (payload: string, type = 'application/json') => ({
    method: 'POST' as const,
    url: '/organization',
    headers: { ...as('admin-token'), 'content-type': type },
    payload,
  })

  test.each([
    ['broken JSON', post('{"name":'), 400, 'request.invalid'],
    ['no JSON', post('name: x', 'application/yaml'), 415, 'request.media_type'],
    ['an empty body', post(''), 400, 'request.invalid'],
    ['a list for an object', post('[]'), 400, 'request.invalid'],
    ['too much', post(`{"name":"${'x'.repeat(1024 * 1024)}"}`), 413, 'request.too_large'],
    ['an unknown path', { url: '/organizations' }, 404, 'route.not_found'],
    ['another method', { method: 'PATCH' as const, url: '/organization' }, 405, 'route.wrong_method'],
    ['a broken path', { url: '/container/%E0%A4%A' }, 400, 'request.invalid'],
    [
      'no stream wanted',
      {
        url: `/fairlead/v1/organization/${ID}/events`,
        headers: { ...as('admin-token'), accept: 'application/json' },
      },
      406,
      'request.not_acceptable',
    ],
  ])('%s is answered in the one shape', async (_, request, status, code) => {
    const answer = await (await start()).inject(request)
    expect([answer.statusCode, answer.json().code]).toEqual([status, code])
    expect(Object.keys(answer.json()).toSorted()).toEqual([
      'code',
      'detail',
      'details',
      'docs',
      'error',
      'findings',
      'issues',
      'request_id',
      'retry',
      'status',
    ])
    expect(answer.json().status).toBe(status)
  })

  test('names each field at fault', async () => {
    const request = { method: 'GET' as const, url: '/organization/42/project', headers: as('admin-token') }
    const [issue] = (await (await start()).inject(request)).json().issues
    expect(issue).toEqual({
      field: 'organizationId',
      problem: 'is not a UUID',
      remedy: 'Copy the id whole from a list, of the form 3fa85f64-5717-4562-b3fc-2c963f66afa6.',
    })
  })

  test('that is no HTTP is answered as HTTP', async () => {
    const url = new URL(await (await start()).listen({ host: '127.0.0.1', port: 0 }))
    const text = await new Promise<string>((resolve) => {
      const socket = connect(Number(url.port), url.hostname, () => socket.end('GARBAGE\r\n\r\n'))
      let got = ''
      socket.on('data', (data) => {
        got += data
      })
      socket.on('close', () => resolve(got))
    })
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(text).toContain('"code":"request.invalid"')
  })

  test('POST without a body is served, whatever type it names: clients name one', async () => {
    const server = await start({
      cancelDeployment: async () => Promise.reject(new AppError('deployment.not_found', 'no')),
    })
    const url = `/fairlead/v1/deployment/${ID}/cancel`
    for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
      const answer = await server.inject({
        method: 'POST',
        url,
        headers: { ...as('admin-token'), 'content-type': type },
      })
      expect(answer.json().code).toBe('deployment.not_found')
    }
  })
})

describe('what goes wrong inside', () => {
  test('is logged with the request id and without secrets, and tells the caller nothing', async () => {
    const secret = 'ghp_abcdefghijklmnop'
    const server = await start({
      listOrganizations: async () => {
        throw new Error(`driver broke at ${secret}`, { cause: new Error('password=hunter2') })
      },
    })
    const answer = await server.inject({
      url: '/organization?token=query-secret',
      headers: { ...as('admin-token'), 'x-request-id': 'mine-1' },
    })
    expect(answer.json()).toMatchObject({ status: 500, code: 'internal', request_id: 'mine-1' })
    expect(answer.headers['x-request-id']).toBe('mine-1')
    expect(answer.body).not.toMatch(/driver|stack|at \//)
    const log = logged.join('\n')
    expect(log).toContain('mine-1')
    expect(log).toContain('driver broke')
    for (const hidden of [secret, 'hunter2', 'admin-token', 'query-secret']) expect(log).not.toContain(hidden)
  })

  test('an answer that breaks the contract is a fault of ours, and is not sent', async () => {
    const server = await start({
      listOrganizations: async () => [{ id: 'not a uuid', name: 'hunter2' }] as never,
    })
    const answer = await server.inject({ url: '/organization', headers: as('admin-token') })
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'internal'])
    expect(answer.body).not.toContain('hunter2')
  })

  test('a request id that could forge a log line is not taken over', async () => {
    const answer = await (await start()).inject({ url: '/healthz', headers: { 'x-request-id': 'a b"c' } })
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('signs of life', () => {
  test('healthz needs nothing, readyz needs the database', async () => {
    const server = await start({
      authenticate: async () =>
        Promise.reject(new AppError('database.unavailable', 'The database does not answer.')),
    })
    expect((await server.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' })
    expect((await server.inject({ url: '/readyz' })).statusCode).toBe(503)
  })
})

describe('the end of the server', () => {
  const events = (until: AbortSignal) =>
    (async function* () {
      await new Promise<void>((resolve) => until.addEventListener('abort', () => resolve()))
    })()

  test('ends streams, and connections that are idle or never said anything', async () => {
    const server = await start({ readEvents: async (_who, _organization, _after, signal) => events(signal) })
    const url = await server.listen({ host: '127.0.0.1', port: 0 })
    const { port, hostname } = new URL(url)
    const mute = connect(Number(port), hostname)
    await new Promise((resolve) => mute.once('connect', resolve))
    const muteEnded = new Promise((resolve) => mute.once('close', resolve))
    await (await fetch(`${url}/healthz`)).text()
    const stream = await fetch(`${url}/fairlead/v1/organization/${ID}/events`, { headers: as('admin-token') })
    const streamEnded = stream.text()
    await server.close()
    await muteEnded
    expect(await streamEnded).toContain(': connected')
  })

  test('waits for what is under way', async () => {
    let finish: () => void = () => undefined
    let begun: () => void = () => undefined
    const started = new Promise<void>((resolve) => {
      begun = resolve
    })
    const server = await start({
      listOrganizations: () =>
        new Promise((resolve) => {
          finish = () => resolve([])
          begun()
        }),
    })
    const url = await server.listen({ host: '127.0.0.1', port: 0 })
    const answer = fetch(`${url}/organization`, { headers: as('admin-token') })
    await started
    const closed = server.close()
    finish()
    expect(await (await answer).json()).toEqual({ results: [] })
    await closed
  })

  test('a stream whose caller goes away ends too', async () => {
    let ended: () => void = () => undefined
    const over = new Promise<void>((resolve) => {
      ended = resolve
    })
    const server = await start({
      readEvents: async (_who, _organization, _after, signal) => {
        signal.addEventListener('abort', () => ended())
        return events(signal)
      },
    })
    const url = await server.listen({ host: '127.0.0.1', port: 0 })
    const leave = new AbortController()
    const stream = await fetch(`${url}/fairlead/v1/organization/${ID}/events`, {
      headers: as('admin-token'),
      signal: leave.signal,
    })
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    leave.abort()
    await over
  })
})

describe('the page', () => {
  test('is served with all that it loads, and allows nothing from elsewhere', async () => {
    const server = await start()
    const page = await server.inject({ url: '/docs' })
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    const loaded = [...page.body.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? '')
    const script = await server.inject({ url: '/docs/page.js' })
    const imported = [...script.body.matchAll(/from '\.\/([^']+)'/g)].map((match) => `/docs/${match[1]}`)
    expect(imported.length).toBeGreaterThan(1)
    for (const url of [...loaded, ...imported, '/docs/errors.md']) {
      expect([url, (await server.inject({ url })).statusCode]).toEqual([url, 200])
    }
    expect(page.body).not.toMatch(/https?:\/\//)
  })
})
