import { type RegistryConnection, type RegistryProvider, systemClock, type Transport } from '@fairlead/core'
import { type Fetch, fetchVia } from '@fairlead/oci/net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createDocrProvider } from './digitalocean/provider.ts'
import { startDocr, TOKENS } from './digitalocean/testing/docr-server.ts'
import { createDockerHubProvider } from './docker-hub/provider.ts'
import { startDockerHub } from './docker-hub/testing/docker-hub-server.ts'
import { createGitlabProvider } from './gitlab/provider.ts'
import { SECRETS, startGitlab } from './gitlab/testing/gitlab-server.ts'
import { createScalewayProvider } from './scaleway/provider.ts'
import { ACCESS_KEY, KEYS, PROJECT, startScaleway } from './scaleway/testing/scaleway-server.ts'
import { answerJson, type Script } from './testing/scripted-server.ts'
import { askedAddress, type VendorServer } from './testing/vendor-server.ts'

interface Vendor {
  readonly kind: string
  start(): Promise<VendorServer>
  provider(fetch: Fetch, limitMs: number): RegistryProvider
  readonly config: Readonly<Record<string, string>>
  readonly image: string
  /** Addresses of the API, which is not asked by those who only pull. */
  readonly api: RegExp
}

const VENDORS: readonly Vendor[] = [
  {
    kind: 'DOCKER_HUB',
    start: startDockerHub,
    provider: (fetch, limitMs) => createDockerHubProvider({ fetch, clock: systemClock, limitMs }),
    config: { username: 'acme', password: 'dckr_pat_read' },
    image: 'acme/app:1.0',
    api: /^https:\/\/hub\.docker\.com\//,
  },
  {
    kind: 'GITLAB_CR',
    start: () => startGitlab({ registry: 'https://registry.gitlab.com', gitlab: 'https://gitlab.com' }),
    provider: (fetch, limitMs) => createGitlabProvider({ fetch, clock: systemClock, limitMs }),
    config: { username: 'ada', password: SECRETS.lister },
    image: 'acme/shop:1.0',
    api: /^https:\/\/gitlab\.com\/api\//,
  },
  {
    kind: 'SCALEWAY_CR',
    start: startScaleway,
    provider: (fetch, limitMs) => createScalewayProvider({ fetch, clock: systemClock, limitMs }),
    config: {
      region: 'fr-par',
      scaleway_project_id: PROJECT,
      scaleway_access_key: ACCESS_KEY,
      scaleway_secret_key: KEYS.reader,
    },
    image: 'acme/app:1.0',
    api: /^https:\/\/api\.scaleway\.com\/(?:iam|registry)\//,
  },
  {
    kind: 'DOCR',
    start: startDocr,
    provider: (fetch, limitMs) => createDocrProvider({ fetch, clock: systemClock, limitMs }),
    config: { password: TOKENS.reader },
    image: 'acme/app:1.0',
    api: /^https:\/\/api\.digitalocean\.com\/v2\/registries/,
  },
]

const AMPLE_MS = 20_000

interface Fault {
  readonly what: string
  readonly script: Script
  readonly code: string
  readonly error: string
  /** Milliseconds that a question may take. */
  readonly limitMs?: number
}

const FAULTS: readonly Fault[] = [
  {
    what: 'closes the line',
    script: ({ socket }) => socket.destroy(),
    code: 'network.closed',
    error: 'registry.unreachable',
  },
  { what: 'hangs', script: () => {}, code: 'network.timeout', error: 'registry.unreachable', limitMs: 1000 },
  {
    what: 'answers with a web page',
    script: (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hello</h1>'),
    code: 'api.bad_answer',
    error: 'registry.bad_answer',
  },
  {
    what: 'redirects',
    script: (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
    code: 'api.bad_answer',
    error: 'registry.bad_answer',
  },
  {
    what: 'fails',
    script: (_request, response) => answerJson(response, 500, { message: 'boom' }),
    code: 'api.bad_answer',
    error: 'registry.bad_answer',
  },
  {
    what: 'limits questions',
    script: (_request, response) => answerJson(response, 429, { message: 'slow down' }),
    code: 'api.rate_limited',
    error: 'registry.rate_limited',
  },
]

async function startFaulty({ start, provider, config, api }: Vendor, { script, limitMs = AMPLE_MS }: Fault) {
  const server = await start()
  onTestFinished(() => server.close())
  server.interrupt = (request, response) => {
    if (!api.test(askedAddress(request))) return false
    script(request, response)
    return true
  }
  const created = provider(server.fetch, limitMs)
  const connection: RegistryConnection = { kind: created.kind, ...created.parse({ config }) }
  return { provider: created, connection, signal: new AbortController().signal }
}

describe.each(VENDORS)('the API of $kind', (vendor) => {
  test.each(FAULTS)('that $what keeps nobody from pulling, and is a warning', async (fault) => {
    const { provider, connection, signal } = await startFaulty(vendor, fault)
    const { findings, ok, capabilities } = await provider.verify(connection, { image: vendor.image }, signal)
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set([fault.code]))
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['warning']))
    expect(ok).toBe(true)
    expect(capabilities.pull).toBe('yes')
    expect(capabilities.list).not.toBe('yes')
  })

  test.each(FAULTS)('that $what gives no list of images, and says why', async (fault) => {
    const { provider, connection, signal } = await startFaulty(vendor, fault)
    const list = async () => {
      for await (const _ of provider.images?.(connection, '', signal) ?? []) expect.unreachable()
    }
    await expect(list()).rejects.toMatchObject({ code: fault.error })
  })

  test('is reached by the way that the connection names, as the registry is', async () => {
    const server = await vendor.start()
    onTestFinished(() => server.close())
    // Whatever does not go that way gets no answer.
    const direct: Fetch = async () => expect.unreachable('A request went the ordinary way.')
    const provider = vendor.provider(
      Object.assign(direct, { via: (asked: Transport) => fetchVia(server.fetch, asked) }),
      AMPLE_MS,
    )
    const transport = { proxy: { url: 'http://proxy.example.com:3128' } }
    const connection = { kind: provider.kind, ...provider.parse({ config: vendor.config }), transport }
    const { signal } = new AbortController()
    const { ok } = await provider.verify(connection, { image: vendor.image }, signal)
    expect(ok).toBe(true)
    const images = []
    for await (const image of provider.images?.(connection, '', signal) ?? []) images.push(image)
    expect(images.length).toBeGreaterThan(0)
    expect(new Set(server.transports)).toEqual(new Set([transport]))
  })

  test('is left at once when the list is canceled', async () => {
    const { provider, connection } = await startFaulty(vendor, {
      what: '',
      script: () => {},
      code: '',
      error: '',
    })
    const controller = new AbortController()
    const list = async () => {
      for await (const _ of provider.images?.(connection, '', controller.signal) ?? []) expect.unreachable()
    }
    const listed = list()
    controller.abort()
    await expect(listed).rejects.toMatchObject({ code: 'operation.canceled' })
  })
})
