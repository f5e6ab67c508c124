import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { AppError, type DiagnosisRequest, diagnose, type Identity, Secret, systemClock } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import { expect, test } from 'vitest'
import { createProviders } from './index.ts'
import { loopbackFetch } from './testing/loopback-fetch.ts'
import { answerJson, ociErrors, type Script, serveScript } from './testing/scripted-server.ts'

interface Asked {
  readonly fetch?: Fetch
  readonly limitMs?: number
  readonly identities?: readonly Identity[]
}

function ask(request: DiagnosisRequest, { fetch, limitMs = 10_000, identities = [] }: Asked = {}) {
  const providers = createProviders({
    fetch: fetch ?? loopbackFetch().fetch,
    clock: systemClock,
    compatibleHosts: [],
    limitMs,
  })
  return diagnose({ providers, clock: systemClock }, identities, request, new AbortController().signal)
}

const robot = (url: string): Identity => ({
  id: 'robot',
  name: 'robot',
  repositoryPrefix: '',
  connection: {
    kind: 'GENERIC_CR',
    url,
    config: { username: 'robot' },
    secrets: { password: new Secret('open sesame') },
  },
})

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'
const CHILD = `sha256:${'c'.repeat(64)}`

/** A registry where everyone may read, and `answer` says what comes for a path below /v2/. */
const open =
  (answer: (path: string, response: ServerResponse, request: IncomingMessage) => void): Script =>
  (request, response) => {
    const path = request.url ?? ''
    if (path === '/v2/')
      return answerJson(response, 200, {}, { 'docker-distribution-api-version': 'registry/2.0' })
    answer(path.slice('/v2/'.length), response, request)
  }

const absent = (response: ServerResponse, code = 'MANIFEST_UNKNOWN'): void =>
  answerJson(response, 404, ociErrors(code, 'not there'))

const hostOf = (url: string): string => new URL(url).host

test('an index whose platform manifest is gone: the image is incomplete', async () => {
  const index = {
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: [
      { mediaType: MANIFEST, digest: CHILD, size: 9, platform: { os: 'linux', architecture: 'amd64' } },
    ],
  }
  const { url } = await serveScript(
    open((path, response) =>
      path === 'acme/app/manifests/1.4'
        ? answerJson(response, 200, index, { 'content-type': INDEX })
        : absent(response),
    ),
  )
  const { cause, findings } = await ask({ subject: `${hostOf(url)}/acme/app:1.4` })
  expect(cause).toBe('manifest.missing')
  expect(findings[0]?.summary).toContain(CHILD)
})

test('a rate limit that keeps the pull from being proved is the cause', async () => {
  const { url } = await serveScript(
    open((_path, response) =>
      answerJson(response, 429, ociErrors('TOOMANYREQUESTS', 'slow down'), { 'retry-after': '60' }),
    ),
  )
  const { ok, cause, findings } = await ask({ subject: `${hostOf(url)}/acme/app:1.4` })
  expect({ ok, cause }).toEqual({ ok: false, cause: 'registry.rate_limited' })
  expect(findings[0]?.severity).toBe('error')
})

test('a repository that is not there, beside one of a similar name', async () => {
  const { url } = await serveScript(
    open((path, response) => {
      if (path.startsWith('_catalog'))
        return answerJson(response, 200, { repositories: ['acme/api', 'acme/web'] })
      absent(response, 'NAME_UNKNOWN')
    }),
  )
  const { cause, findings } = await ask({ subject: `${hostOf(url)}/acme/apis:1.4` })
  expect(cause).toBe('package.not_found')
  expect(findings[0]?.summary).toContain('Did you mean acme/api?')
  expect(findings[0]?.remedy?.action).toContain('to acme/api.')
})

test('a web page is no registry', async () => {
  const { url } = await serveScript((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>')
  })
  expect((await ask({ subject: `${hostOf(url)}/acme/app:1.4` })).cause).toBe('registry.not_a_registry')
})

test('nothing listens', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  await new Promise((resolve) => server.close(resolve))
  const { cause } = await ask({ subject: `127.0.0.1:${port}/acme/app:1.4` })
  expect(cause).toBe('network.refused')
})

test('no answer comes', async () => {
  const { url } = await serveScript(() => {})
  const { cause } = await ask({ subject: `${hostOf(url)}/acme/app:1.4` }, { limitMs: 150 })
  expect(cause).toBe('network.timeout')
})

test('TLS is spoken to a registry that has none', async () => {
  const { url } = await serveScript(open((_path, response) => absent(response)))
  const address = url.replace('http:', 'https:')
  const { cause, explanation } = await ask({
    subject: `${hostOf(url)}/acme/app:1.4`,
    address,
    line: `Get "${address}/v2/": http: server gave HTTP response to HTTPS client`,
  })
  expect(cause).toBe('network.tls')
  expect(explanation?.causes[0]).toMatchObject({ code: 'network.tls', state: 'confirmed' })
})

/** A fetch that meets what Node's resolver says of a name that is not there, without asking one. */
const unknownName: Fetch = async (input) => {
  const host = new URL(String(input)).hostname
  const cause = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' })
  throw new TypeError('fetch failed', { cause })
}

test('a name that DNS does not know', async () => {
  const { cause } = await ask({ subject: 'registry.example/acme/app:1.4' }, { fetch: unknownName })
  expect(cause).toBe('network.dns')
})

test('a host that is one slip away from ghcr.io is the cause, and DNS only follows from it', async () => {
  const { cause, findings } = await ask({ subject: 'ghrc.io/acme/app:1.4' }, { fetch: unknownName })
  expect(cause).toBe('image.host_misspelled')
  expect(findings.filter(({ severity }) => severity === 'error')).toHaveLength(1)
})

test('a network that a line complains of and that works from here may yet fail where the line was printed', async () => {
  const { url } = await serveScript(open((_path, response) => absent(response)))
  const { explanation } = await ask({
    subject: `${hostOf(url)}/acme/app:1.4`,
    line: `dial tcp: lookup ${hostOf(url)} on 10.0.0.10:53: no such host`,
  })
  const dns = explanation?.causes.find(({ code }) => code === 'network.dns')
  expect(dns?.state).toBe('not-testable')
  expect(dns?.because).toMatch(/from here\. The machine that printed the line may have another way/)
})

test('a refused password is shown once, and the pull of others is told apart from it', async () => {
  let shown = 0
  const { url } = await serveScript((request, response) => {
    if (request.headers.authorization) shown += 1
    answerJson(response, 401, ociErrors('UNAUTHORIZED', 'authentication required'), {
      'www-authenticate': 'Basic realm="registry"',
    })
  })
  const { cause, attempts } = await ask(
    { subject: `${hostOf(url)}/acme/app:1.4` },
    { identities: [robot(url), { ...robot(url), id: 'twin' }] },
  )
  expect(cause).toBe('token.refused')
  expect(attempts).toHaveLength(3)
  expect(shown).toBe(1)
})

test('a saved connection whose secret cannot be opened is one finding, and the others are asked', async () => {
  const { url } = await serveScript(open((_path, response) => absent(response)))
  const broken: Identity = { ...robot(url), fault: new AppError('secret.unreadable', 'The key is gone.') }
  const { cause, attempts } = await ask({ subject: `${hostOf(url)}/acme/app:1.4` }, { identities: [broken] })
  expect(cause).toBe('identity.unusable')
  expect(attempts.map(({ verification }) => verification.checks.length > 1)).toEqual([false, true])
})
