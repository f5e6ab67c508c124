import type { AppError, Exchange } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { sampleImage } from '../../test/image.ts'
import { json, ociError, type ScriptedServer, type SeenRequest, serve } from '../../test/scripted-server.ts'
import { basic, credential, signal, testClient } from '../../test/test-client.ts'

const image = sampleImage()
const PAT = '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'

interface TokenRegistry extends ScriptedServer {
  tokenRequests(): SeenRequest[]
}

/** A registry with a token endpoint; `issue` decides about each request for a token. */
async function tokenRegistry(
  issue: (request: SeenRequest, url: URL, count: number) => { status: number; body: unknown },
  isValid: (token: string, request: SeenRequest) => boolean = () => true,
): Promise<TokenRegistry> {
  let issued = 0
  const server: ScriptedServer = await serve((request, response) => {
    const url = new URL(request.path, server.url)
    if (url.pathname === '/token') {
      issued += 1
      const { status, body } = issue(request, url, issued)
      return json(response, status, body)
    }
    const token = request.headers.authorization?.replace(/^Bearer /, '')
    if (token === undefined || !isValid(token, request)) {
      const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(url.pathname)?.[1] ?? 'user/image'
      return ociError(response, 401, 'UNAUTHORIZED', 'authentication required', {
        'www-authenticate': `Bearer realm="${server.url}/token",service="ghcr.io",scope="repository:${repository}:pull"`,
      })
    }
    return void response
      .writeHead(200, {
        'content-type': image.manifest.descriptor.mediaType,
        'docker-content-digest': image.manifest.descriptor.digest,
      })
      .end(image.manifest.bytes)
  })
  return { ...server, tokenRequests: () => server.seen.filter(({ path }) => path.startsWith('/token')) }
}

const granting =
  (body: object = {}) =>
  (_request: SeenRequest, _url: URL, count: number) => ({
    status: 200,
    body: { token: `token-${count}`, ...body },
  })

describe('tokens', () => {
  test('the credential goes to the token endpoint only, and the token to the registry', async () => {
    const server = await tokenRegistry(granting())
    const client = testClient({ url: server.url, credential: credential('octocat', PAT) })
    await client.manifest('acme/app', '1.0', signal())
    expect(server.seen.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/v2/acme/app/manifests/1.0', undefined],
      ['/token?service=ghcr.io&scope=repository%3Aacme%2Fapp%3Apull', basic('octocat', PAT)],
      ['/v2/acme/app/manifests/1.0', 'Bearer token-1'],
    ])
  })

  test('a second repository is asked for with its own token up-front, without a further 401', async () => {
    const server = await tokenRegistry(granting())
    const client = testClient({ url: server.url })
    await client.manifest('acme/app', '1.0', signal())
    await client.manifest('acme/other', '1.0', signal())
    expect(server.lines().slice(3)).toEqual([
      'GET /token?service=ghcr.io&scope=repository%3Aacme%2Fother%3Apull',
      'GET /v2/acme/other/manifests/1.0',
    ])
  })

  test('after a ping the first request needs no 401 of its own', async () => {
    const server = await tokenRegistry(granting())
    const client = testClient({ url: server.url })
    expect(await client.ping(signal())).toMatchObject({
      status: 401,
      isRegistry: true,
      challenge: { scheme: 'bearer', parameters: { service: 'ghcr.io' } },
    })
    await client.manifest('acme/app', '1.0', signal())
    expect(server.lines()).toHaveLength(3)
  })

  test('a token is used until it expires: 60 seconds unless the endpoint says otherwise', async () => {
    for (const [body, lifetimeMs] of [
      [{}, 60_000],
      [{ expires_in: 300 }, 300_000],
    ] as const) {
      let now = 0
      const server = await tokenRegistry(granting(body))
      const client = testClient({ url: server.url, clock: { now: () => new Date(now) } })
      await client.manifest('acme/app', '1.0', signal())
      now = lifetimeMs * 0.8
      await client.manifest('acme/app', '1.0', signal())
      expect(server.tokenRequests()).toHaveLength(1)
      now = lifetimeMs
      await client.manifest('acme/app', '1.0', signal())
      expect(server.tokenRequests()).toHaveLength(2)
    }
  })

  test('access_token counts as token', async () => {
    const server = await tokenRegistry(() => ({ status: 200, body: { access_token: 'other' } }))
    await testClient({ url: server.url }).manifest('acme/app', '1.0', signal())
    expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer other')
  })

  test('a token that the registry no longer takes is renewed once', async () => {
    let valid = 'token-1'
    const server = await tokenRegistry(granting(), (token) => token === valid)
    const client = testClient({ url: server.url })
    await client.manifest('acme/app', '1.0', signal())
    valid = 'token-2'
    await client.manifest('acme/app', '1.0', signal())
    expect(server.tokenRequests()).toHaveLength(2)
  })

  test('a registry that takes no token at all is asked twice and not again', async () => {
    const server = await tokenRegistry(granting(), () => false)
    const client = testClient({ url: server.url, credential: credential('octocat', PAT) })
    await expect(client.manifest('acme/app', '1.0', signal())).rejects.toMatchObject({
      code: 'credential.refused',
      details: { status: 401, ociCode: 'UNAUTHORIZED' },
    })
    expect(server.lines()).toHaveLength(3)
  })

  test('a bare 401 is a failure, not a loop', async () => {
    const server = await serve((_request, response) => void response.writeHead(401).end())
    const client = testClient({ url: server.url, credential: credential('octocat', PAT) })
    await expect(client.manifest('acme/app', '1.0', signal())).rejects.toMatchObject({
      code: 'credential.refused',
      details: { status: 401 },
    })
    expect(server.lines()).toHaveLength(1)
  })

  test('many callers at once share one token request', async () => {
    const server = await tokenRegistry(granting())
    const client = testClient({ url: server.url })
    await client.ping(signal())
    await Promise.all(Array.from({ length: 20 }, () => client.manifest('acme/app', '1.0', signal())))
    expect(server.tokenRequests()).toHaveLength(1)
  })

  test('a caller that gives up does not take the token from those who still wait', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((done) => {
      release = done
    })
    const asked = Promise.withResolvers<void>()
    const server: ScriptedServer = await serve(async (request, response) => {
      if (request.path.startsWith('/token')) {
        asked.resolve()
        await held
        return json(response, 200, { token: 'late' })
      }
      if (request.headers.authorization !== 'Bearer late') {
        return void response
          .writeHead(401, { 'www-authenticate': `Bearer realm="${server.url}/token"` })
          .end()
      }
      response
        .writeHead(200, { 'content-type': image.manifest.descriptor.mediaType })
        .end(image.manifest.bytes)
    })
    const client = testClient({ url: server.url })
    await client.ping(signal())
    const impatient = new AbortController()
    const first = client.manifest('acme/app', '1.0', impatient.signal)
    const second = client.manifest('acme/app', '1.0', signal())
    await asked.promise
    impatient.abort()
    await expect(first).rejects.toMatchObject({ code: 'operation.canceled' })
    release()
    await expect(second).resolves.toMatchObject({ descriptor: { digest: image.manifest.descriptor.digest } })
    expect(server.seen.filter(({ path }) => path.startsWith('/token'))).toHaveLength(1)
  })

  test('the registry may call the repository by another name in its scope', async () => {
    const server: ScriptedServer = await serve((request, response) => {
      if (request.path.startsWith('/token')) return json(response, 200, { token: 'ok' })
      if (request.headers.authorization === undefined) {
        const challenge = `Bearer realm="${server.url}/token",scope="repository:local/acme/app:pull"`
        return void response.writeHead(401, { 'www-authenticate': challenge }).end()
      }
      return void response
        .writeHead(200, { 'content-type': image.manifest.descriptor.mediaType })
        .end(image.manifest.bytes)
    })
    await testClient({ url: server.url }).manifest('acme/app', '1.0', signal())
    expect(server.lines()[1]).toBe('GET /token?scope=repository%3Alocal%2Facme%2Fapp%3Apull')
  })
})

describe('refusals', () => {
  const refusing = (status: number, code: string, message: string) =>
    tokenRegistry(() => ({ status, body: { errors: [{ code, message }] } }))

  test.each([
    [403, 'DENIED', 'denied', 'credential.refused'],
    [401, 'UNAUTHORIZED', 'authentication required', 'credential.refused'],
    [403, 'DENIED', 'requested access to the resource is denied', 'credential.denied'],
    [403, 'DENIED', 'permission_denied: read_package', 'credential.denied'],
    [403, 'DENIED', 'installation not allowed to Create organization package', 'credential.denied'],
    [403, 'DENIED', 'not_found: owner not found', 'credential.denied'],
    [
      403,
      'DENIED',
      'unauthorized: unauthenticated: User cannot be authenticated with the token provided.',
      'credential.refused',
    ],
  ])('the token endpoint says %i %s "%s": %s', async (status, ociCode, ociMessage, code) => {
    const server = await refusing(status, ociCode, ociMessage)
    const client = testClient({ url: server.url, credential: credential('octocat', PAT) })
    await expect(client.manifest('acme/app', '1.0', signal())).rejects.toMatchObject({
      code,
      details: {
        status,
        ociCode,
        ociMessage,
        fromTokenEndpoint: true,
        exchange: { answered: `${status} ${ociCode}: ${ociMessage}` },
        exchanges: [{}, {}],
      },
    })
  })

  test('a refused credential is not sent again for a minute, whatever is asked', async () => {
    let now = 0
    const server = await refusing(403, 'DENIED', 'denied')
    const client = testClient({
      url: server.url,
      credential: credential('octocat', PAT),
      clock: { now: () => new Date(now) },
    })
    for (const repository of ['acme/app', 'acme/app', 'acme/other']) {
      await expect(client.manifest(repository, '1.0', signal())).rejects.toMatchObject({
        code: 'credential.refused',
      })
    }
    expect(server.tokenRequests()).toHaveLength(1)
    now = 61_000
    await expect(client.manifest('acme/app', '1.0', signal())).rejects.toMatchObject({
      code: 'credential.refused',
    })
    expect(server.tokenRequests()).toHaveLength(2)
  })

  test('a denial for one repository does not stand in the way of another', async () => {
    const server = await tokenRegistry((_request, url) =>
      url.search.includes('secret')
        ? {
            status: 403,
            body: { errors: [{ code: 'DENIED', message: 'requested access to the resource is denied' }] },
          }
        : { status: 200, body: { token: 'ok' } },
    )
    const client = testClient({ url: server.url, credential: credential('octocat', PAT) })
    await expect(client.manifest('acme/secret', '1', signal())).rejects.toMatchObject({
      code: 'credential.denied',
    })
    await expect(client.manifest('acme/app', '1', signal())).resolves.toBeDefined()
  })

  test('a valid token that is not enough is a denial (insufficient_scope)', async () => {
    const server: ScriptedServer = await serve((request, response) => {
      if (request.path.startsWith('/token')) return json(response, 200, { token: 'ok' })
      return void response
        .writeHead(401, {
          'www-authenticate': `Bearer realm="${server.url}/token",error="insufficient_scope"`,
        })
        .end()
    })
    const client = testClient({ url: server.url, credential: credential('octocat', PAT) })
    await expect(client.manifest('acme/app', '1', signal())).rejects.toMatchObject({
      code: 'credential.denied',
    })
  })

  test('without a credential the message says that one is needed', async () => {
    const server = await refusing(401, 'UNAUTHORIZED', 'authentication required')
    const client = testClient({ url: server.url })
    await expect(client.manifest('acme/app', '1', signal())).rejects.toMatchObject({
      code: 'credential.refused',
      message: expect.stringContaining('without a credential'),
      details: { anonymous: true },
    })
  })

  test('neither error nor exchange holds the credential, even if the registry echoes it', async () => {
    const server = await refusing(403, 'DENIED', `no such token ${PAT} (${basic('octocat', PAT)})`)
    const exchanges: Exchange[] = []
    const client = testClient({
      url: server.url,
      credential: credential('octocat', PAT),
      onExchange: (exchange) => exchanges.push(exchange),
    })
    const error: AppError = await client.manifest('acme/app', '1', signal()).then(
      () => expect.unreachable(),
      (reason: AppError) => reason,
    )
    const shown = JSON.stringify([error.message, error.details, exchanges])
    expect(exchanges).toHaveLength(2)
    expect(shown).toContain('[redacted]')
    expect(shown).not.toContain(PAT)
    expect(shown).not.toContain(basic('octocat', PAT).slice(6))
  })
})

describe('authenticate', () => {
  test('gets a token as docker login does: with the scope of the challenge', async () => {
    const server = await tokenRegistry(granting())
    const client = testClient({ url: server.url, credential: credential('octocat', PAT) })
    expect(await client.authenticate(signal())).toEqual({ scheme: 'bearer' })
    expect(server.lines()[1]).toBe('GET /token?service=ghcr.io&scope=repository%3Auser%2Fimage%3Apull')
  })

  test('gets the token of a repository in one request once the challenge is known', async () => {
    const server = await tokenRegistry(granting())
    const client = testClient({ url: server.url, credential: credential('octocat', PAT) })
    await client.ping(signal())
    await client.authenticate(signal(), { repository: 'acme/app', actions: ['pull', 'push'] })
    expect(server.lines()).toEqual([
      'GET /v2/',
      'GET /token?service=ghcr.io&scope=repository%3Aacme%2Fapp%3Apull%2Cpush',
    ])
  })

  test('needs one request where the challenge is known before the registry was asked', async () => {
    const server = await tokenRegistry(granting())
    const challenge = `Bearer realm="${server.url}/token",service="ghcr.io"`
    const client = testClient({ url: server.url, credential: credential('octocat', PAT), challenge })
    await client.authenticate(signal(), { repository: 'acme/app', actions: ['pull'] })
    expect(server.lines()).toEqual(['GET /token?service=ghcr.io&scope=repository%3Aacme%2Fapp%3Apull'])
  })

  test('finds that an open registry needs none', async () => {
    const server = await serve((_request, response) => json(response, 200, {}))
    expect(await testClient({ url: server.url }).authenticate(signal())).toEqual({ scheme: 'none' })
  })
})
