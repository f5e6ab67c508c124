import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { type App, type Principal, systemClock } from '@fairlead/core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createBrowserSessions } from '../auth/browser-session.ts'
import { createVault } from '../auth/vault.ts'
import { nameKey } from '../auth/vault-key.ts'
import { silentLog } from '../log.ts'
import { createHttpServer, type HttpServer } from './create-http-server.ts'

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6'
const ADMIN: Principal = { tokenId: ID, name: 'admin', organizationId: null, role: 'admin' }
const HTML = new URL('../../../console/index.html', import.meta.url)

let folder: string
let server: HttpServer | undefined
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-console-'))
  await mkdir(join(folder, 'dist', 'assets'), { recursive: true })
  // The page as it is written; the build only changes the addresses in it.
  await copyFile(HTML, join(folder, 'dist', 'index.html'))
  await writeFile(join(folder, 'dist', 'assets', 'main-1.js'), 'plain')
  await writeFile(join(folder, 'dist', 'assets', 'main-1.js.br'), 'brotli')
  await writeFile(join(folder, 'secret.txt'), 'not for everyone')
  await writeFile(join(folder, 'dist', 'secret.js'), 'not for everyone')
})
afterEach(() => server?.close())
afterAll(() => rm(folder, { recursive: true, force: true }))

async function start(dist = 'dist'): Promise<HttpServer> {
  const app: Partial<App> = { authenticate: async () => ADMIN, listOrganizations: async () => [] }
  const vault = createVault({ keys: [nameKey(new Uint8Array(32).fill(5))] })
  server = await createHttpServer({
    app: app as App,
    log: silentLog,
    clock: systemClock,
    sessions: createBrowserSessions(vault, systemClock),
    consoleFolder: pathToFileURL(join(folder, `${dist}/`)),
  })
  return server
}

const directives = (header: unknown): Record<string, string> =>
  Object.fromEntries(
    String(header)
      .split(';')
      .map((each) => {
        const [name = '', ...sources] = each.trim().split(' ')
        return [name, sources.join(' ')]
      }),
  )

describe('the page of the console', () => {
  test.each(['/', '/login', '/login?next=%2Fo%2F1', '/o/1', `/o/${ID}/settings/container-registries/add`])(
    'is answered at %s, and kept by nobody',
    async (url) => {
      const answer = await (await start()).inject({ url })
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(answer.body).toContain('<div id="root">')
    },
  )

  test('runs scripts of this server only, and no style that its answer did not name', async () => {
    const answer = await (await start()).inject({ url: '/' })
    const policy = directives(answer.headers['content-security-policy'])
    const nonce = /'nonce-([\w-]{22})'/.exec(policy['style-src'] ?? '')?.[1]
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': `'self' 'nonce-${nonce}'`,
      'img-src': "'self' data:",
      'font-src': "'self'",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    })
    expect(answer.body).toContain(`<meta name="csp-nonce" content="${nonce}" />`)
  })

  test('has a nonce of its own in each answer, and nothing inline that would need another', async () => {
    const running = await start()
    const answers = await Promise.all([running.inject({ url: '/' }), running.inject({ url: '/' })])
    const nonces = answers.map(({ body }) => /name="csp-nonce" content="([^"]+)"/.exec(body)?.[1])
    expect(new Set(nonces).size).toBe(2)
    expect(answers[0].body).not.toMatch(/__FAIRLEAD_NONCE__|<style|<script(?![^>]* src=)| on[a-z]+=/)
  })

  test('says how to build it where it is not built; the API answers all the same', async () => {
    const running = await start('nowhere')
    const answer = await running.inject({ url: '/o/1' })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8'])
    expect(answer.body).toContain('npm run build:console')
    expect((await running.inject({ url: '/assets/main-1.js' })).statusCode).toBe(404)
    expect((await running.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' })
  })
})

describe('its files', () => {
  test('are kept for ever under their name, in the encoding that is taken', async () => {
    const running = await start()
    const encoded = await running.inject({ url: '/assets/main-1.js', headers: { 'accept-encoding': 'br' } })
    expect(encoded.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
    })
    expect(encoded.body).toBe('brotli')
    const plain = await running.inject({ url: '/assets/main-1.js' })
    expect(plain.headers).toMatchObject({ vary: 'accept-encoding' })
    expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, 'plain'])
  })

  test('that are none are the error of the API, which nobody keeps', async () => {
    const answer = await (await start()).inject({ url: '/assets/old-0.js' })
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'route.not_found'])
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.headers['cache-control'] ?? '').not.toContain('immutable')
  })

  // By a socket: every client of HTTP would tidy the path before it is sent.
  test.each([
    '/assets/../secret.js',
    '/assets/../../secret.txt',
    '/assets/%2e%2e/secret.js',
    '/assets/..%2fsecret.js',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/assets/..\\secret.js',
    '/assets//../secret.js',
    '/assets/main-1.js/../../secret.js',
    '/assets/main-1.js%00.svg',
    '/assets/main-1.js.br',
    '/assets/__proto__',
    '/assets/',
  ])('are all that is served: %s is nothing', async (path) => {
    const { port } = new URL(await (await start()).listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(port), '127.0.0.1')
    socket.end(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
    const answer = await text(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /)
    expect(answer).not.toContain('not for everyone')
  })
})

describe('what is of the API stays of the API', () => {
  test('its paths answer JSON, also to whoever would rather have a page', async () => {
    const running = await start()
    const headers = { authorization: 'Token flt_any', accept: 'text/html' }
    const answer = await running.inject({ url: '/organization', headers })
    expect([answer.statusCode, answer.json()]).toEqual([200, { results: [] }])
    expect(answer.headers['content-security-policy']).not.toContain('nonce')
  })

  test.each(['/nowhere', '/organisation', '/o', '/fairlead/v1/nowhere'])(
    'an address of neither, %s, is its error',
    async (url) => {
      const answer = await (await start()).inject({ url })
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'route.not_found'])
    },
  )

  test('its own page keeps its own policy', async () => {
    const answer = await (await start()).inject({ url: '/docs' })
    expect(answer.headers['content-security-policy']).toMatch(/style-src 'self'(;|$)/)
  })
})
