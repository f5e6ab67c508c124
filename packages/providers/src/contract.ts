import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type Check,
  type Clock,
  type FindingCode,
  isAppError,
  type RegistryConnection,
  type RegistryProvider,
  systemClock,
  type Verification,
  type VerifyRequest,
} from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loopbackFetch, type SeenRequest } from './testing/loopback-fetch.ts'
import { ASKED_ORIGIN } from './testing/mapped-fetch.ts'
import { answerJson, ociErrors, type Script, serveScript } from './testing/scripted-server.ts'

export interface ContractSetup {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly limitMs: number
  /** The one server that plays the registry and everything beside it. */
  readonly url: string
}

/** What the suite needs to know of a provider. */
export interface ProviderHarness {
  readonly name: string
  /** A provider that takes `url` for a registry of its kind. */
  create(setup: ContractSetup): RegistryProvider
  /** A well-formed account, as a user types it; its password is the secret unless `secrets` says otherwise. */
  readonly account: Readonly<Record<string, string>>
  /** Texts of the account that must never show. */
  readonly secrets?: readonly string[]
  /** The address that a user types, where the kind takes none but its vendor's: `create` maps that to the server. */
  readonly address?: string
  /** For a kind that exchanges its account: how the vendor answers, and the credential that comes of it. */
  readonly exchange?: {
    readonly script: Script
    readonly credential: { readonly username: string; readonly password: string }
  }
  /** Settings with the wrong type or form, `secret` being one that is typed there, and the fields that are then at fault. */
  readonly faulty?: {
    config(secret: string): Readonly<Record<string, unknown>>
    /** In alphabetical order; the address `ftp://x` is always at fault. */
    readonly fields: readonly string[]
  }
  /** `repository:tag` that a verification may name. */
  readonly image: string
  /** A registry that works, and holds an image of its own there; `close` ends it. */
  working(): Promise<WorkingRegistry>
}

/** A connection with a good credential to a server that behaves as the vendor's documentation says. */
export interface WorkingRegistry {
  readonly provider: RegistryProvider
  readonly connection: RegistryConnection
  /** `repository:tag` of an image that is there. */
  readonly image: string
  readonly seen: readonly SeenRequest[]
  close(): Promise<unknown>
}

const SHORT_MS = 150
// Of an answer that does come: only a machine that stands still takes so long.
const AMPLE_MS = 20_000

/** Where the server is taken to be. */
const originOf = ({ headers }: IncomingMessage): string => {
  const asked = headers[ASKED_ORIGIN]
  return typeof asked === 'string' ? asked : `http://${headers.host}`
}

/** Says no to every credential, as registries and the GitHub API do. */
const refuse: Script = (request, response) => {
  if (request.url?.startsWith('/token')) return answerJson(response, 403, ociErrors('DENIED', 'denied'))
  if (!request.url?.startsWith('/v2/')) return answerJson(response, 401, { message: 'Bad credentials' })
  const realm = `${originOf(request)}/token`
  answerJson(response, 401, ociErrors('UNAUTHORIZED', 'authentication required'), {
    'www-authenticate': `Bearer realm="${realm}",service="${request.headers.host}"`,
  })
}

/** Repeats in its refusals whatever it was sent. */
const echo: Script = (request, response) => {
  const sent = request.headers.authorization ?? ''
  const decoded = Buffer.from(sent.split(' ')[1] ?? '', 'base64').toString()
  const text = `you sent ${sent}, that is ${decoded}, to ${request.url}`
  const realm = `${originOf(request)}/token`
  answerJson(
    response,
    403,
    { ...ociErrors('DENIED', text), message: text },
    { 'www-authenticate': `Bearer realm="${realm}",service="x"`, 'x-oauth-scopes': sent },
  )
}

const page = (_request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title>')
}

const broken: Script = (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{"token":')
  request.socket.destroySoon()
}

const codes = ({ findings }: Verification): FindingCode[] => findings.map(({ code }) => code)

/** Every RegistryProvider passes this suite. */
export function registryProviderContract(harness: ProviderHarness): void {
  const { name, create, account, image, exchange } = harness
  const secrets = harness.secrets ?? [account.password ?? '']
  const [secret = ''] = secrets

  async function start(script: Script, limitMs = AMPLE_MS) {
    const server = await serveScript(script)
    const { fetch } = loopbackFetch()
    const provider = create({ fetch, clock: systemClock, limitMs, url: server.url })
    const connection: RegistryConnection = {
      kind: provider.kind,
      ...provider.parse({ url: harness.address ?? server.url, config: account }),
    }
    const verify = (request: VerifyRequest = { image }, signal = new AbortController().signal) =>
      provider.verify(connection, request, signal)
    return { server, provider, connection, verify }
  }

  describe(`${name} as a registry provider`, () => {
    describe('with a registry that works', () => {
      let registry: WorkingRegistry
      beforeAll(async () => {
        registry = await harness.working()
      })
      afterAll(() => registry?.close())
      const verify = (request: VerifyRequest) =>
        registry.provider.verify(registry.connection, request, new AbortController().signal)

      test('proves a pull on an image, down to its manifest and a blob', async () => {
        const before = registry.seen.length
        const { ok, capabilities, grounds, checks, findings } = await verify({ image: registry.image })
        expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
        expect(ok).toBe(true)
        expect(capabilities.pull).toBe('yes')
        const repository = registry.image.split(':')[0] ?? expect.fail()
        expect(grounds.pull).toContain(repository)
        expect(checks.find(({ id }) => id.endsWith('.pull'))?.status).toBe('passed')
        const asked = registry.seen.slice(before).map(({ url }) => new URL(url).pathname)
        expect(asked).toContainEqual(expect.stringContaining(`/${repository}/manifests/`))
        expect(asked).toContainEqual(expect.stringContaining(`/${repository}/blobs/`))
      })

      test('says for every capability what it rests on', async () => {
        const { capabilities, grounds } = await verify({ image: registry.image })
        for (const capability of Object.keys(capabilities)) {
          expect(grounds, capability).toHaveProperty(capability, expect.stringMatching(/\S/))
        }
      })

      test('an image that is not there is no proof', async () => {
        const { ok, capabilities, findings } = await verify({ image: `${registry.image}-absent` })
        expect(findings.map(({ code }) => code)).toContain('tag.not_found')
        expect(ok).toBe(false)
        expect(capabilities.pull).not.toBe('yes')
      })
    })

    test('tells a refused credential as data, and shows it to no door twice', async () => {
      const { verify, server } = await start(refuse)
      const verification = await verify()
      expect(codes(verification)).toEqual(['token.refused'])
      expect(verification.ok).toBe(false)
      expect(server.seen.filter((line) => line.startsWith('GET /token')).length).toBeLessThanOrEqual(1)
    })

    test('a host that hangs is a finding within a bounded time', async () => {
      const { verify } = await start(() => {}, SHORT_MS)
      const verification = await verify()
      expect(new Set(codes(verification))).toEqual(new Set(['network.timeout']))
    })

    test.each<[string, Script, RegExp]>([
      ['closes the line', (request) => request.socket.destroy(), /^network\.closed$/],
      ['breaks off in mid-answer', broken, /^network\.closed$|^registry\.not_a_registry$|^api\.bad_answer$/],
      ['answers with a web page', page, /^registry\.not_a_registry$|^api\.bad_answer$/],
      [
        'fails',
        (_request, response) => response.writeHead(500).end(),
        /^registry\.server_error$|^api\.bad_answer$/,
      ],
      [
        'redirects elsewhere',
        (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/v2/' }).end(),
        /^registry\.redirected$|^api\.bad_answer$/,
      ],
    ])('a host that %s is a finding', async (_what, script, expected) => {
      const { verify } = await start(script)
      const verification = await verify()
      expect(verification.ok).toBe(false)
      for (const code of codes(verification)) expect(code).toMatch(expected)
      for (const { remedy, evidence } of verification.findings) {
        expect(remedy?.action).toBeTruthy()
        expect(evidence.length).toBeGreaterThan(0)
      }
      expect(JSON.stringify(verification)).not.toMatch(/\bat .*\.ts:\d+/)
    })

    test('ends at once when it is canceled', async () => {
      const { verify, server } = await start(() => {}, 60_000)
      const controller = new AbortController()
      const arrived = server.next()
      const verification = verify({ image, push: true }, controller.signal)
      await arrived
      controller.abort()
      await expect(verification).rejects.toSatisfy((error) => isAppError(error, 'operation.canceled'))
    })

    test('does not begin when it is canceled beforehand', async () => {
      const { verify, server } = await start(() => {})
      await expect(verify({}, AbortSignal.abort())).rejects.toSatisfy((error) =>
        isAppError(error, 'operation.canceled'),
      )
      expect(server.seen).toEqual([])
    })

    test('reports each check once as it begins and once as it ends', async () => {
      const started: string[] = []
      const ended: Check[] = []
      const { verify } = await start(refuse)
      const { checks } = await verify({
        image,
        onStart: ({ id }) => started.push(id),
        onCheck: (check) => ended.push(check),
      })
      const ids = checks.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(started.toSorted()).toEqual(ids.toSorted())
      expect(ended.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
        checks.toSorted((a, b) => a.id.localeCompare(b.id)),
      )
    })

    test('lets no secret out, even where the other side repeats it', async () => {
      const said: unknown[] = []
      const { verify } = await start(echo)
      const verification = await verify({
        image,
        push: true,
        onStart: (check) => said.push(check),
        onCheck: (check) => said.push(check),
      })
      const text = JSON.stringify([verification, said])
      expect(verification.ok).toBe(false)
      for (const each of secrets) {
        expect(text).not.toContain(each)
        expect(text).not.toContain(Buffer.from(each).toString('base64').replace(/=+$/, ''))
        const pair = Buffer.from(`${account.username}:${each}`).toString('base64')
        expect(text).not.toContain(pair.replace(/=+$/, ''))
      }
    })

    test('gives the credential that was typed, or what it is exchanged for', async () => {
      const { provider, connection } = await start(exchange?.script ?? (() => {}))
      const credential = await provider.credential(connection, new AbortController().signal)
      const expected = exchange?.credential ?? { username: account.username, password: secret }
      expect({ username: credential?.username, password: credential?.password.reveal() }).toEqual(expected)
    })

    test('keeps the secret out of what may be shown', async () => {
      const { connection } = await start(() => {})
      for (const each of secrets) expect(JSON.stringify(connection)).not.toContain(each)
    })

    test('names every field at fault, and quotes no secret', async () => {
      const { provider } = await start(() => {})
      const config = harness.faulty?.config(secret) ?? { username: 5, password: { [secret]: secret } }
      try {
        provider.parse({ url: 'ftp://x', config })
        expect.unreachable()
      } catch (error) {
        if (!isAppError(error, 'request.invalid')) throw error
        const fields = error.issues.map(({ field }) => field).toSorted()
        expect(fields).toEqual(harness.faulty?.fields ?? ['config.password', 'config.username', 'url'])
        for (const { problem, remedy } of error.issues) {
          expect(problem).not.toBe('')
          expect(remedy).toMatch(/^[A-Z].*\.$/)
        }
        expect(JSON.stringify([error.message, error.issues])).not.toContain(secret)
      }
    })

    test('a bad image name is the fault of the request', async () => {
      const { verify } = await start(refuse)
      await expect(verify({ image: 'Acme/App:1' })).rejects.toSatisfy((error) =>
        isAppError(error, 'image.reference_invalid'),
      )
    })
  })
}
