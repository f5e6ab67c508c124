import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiClient, createApiClient } from '@fairlead/api/client'
import { type Clock, Secret } from '@fairlead/core'
import { type ServeOptions, serve } from '@fairlead/server'
import { type SampleTwin, startSampleTwin } from '@fairlead/server/sample'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { startTestDatabase } from '../../../packages/server/src/store/testing/test-database.ts'
import { watchPage } from './watch-page.ts'

/** How long a page may take for what it is waited for; a busy machine is slow. */
const PATIENCE_MS = 20_000

export interface PageOptions {
  /** Whose page it is; the administrator's unless said otherwise, nobody's for null. */
  readonly token?: string | null
  readonly colorScheme?: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
}

/** The server as it is shipped with the console in a real browser, and the GHCR twin beside it. Nothing of it is faked. */
export interface ConsoleHarness {
  readonly url: string
  /** The administrator's. */
  readonly token: string
  readonly api: ApiClient
  /** Id of the organization that the first start made, as the addresses of the console hold it. */
  readonly org: string
  readonly environmentId: string
  readonly twin: SampleTwin
  /** A value that no page, address, storage, log or answer may show from now on. Gives it back. */
  guard(secret: string): string
  /** A new token of the twin's user ada, guarded. */
  ghcrToken(scopes: readonly string[], login?: string): Promise<string>
  /** Connects the twin with a token that is good, as `name`; gives the registry's id. */
  connectTwin(name?: string): Promise<string>
  /**
   * A page at a path of the console, signed in. When the test ends it is closed, after proof that it broke no policy,
   * logged no error, asked nobody but this server and showed no secret.
   */
  open(path: string, options?: PageOptions): Promise<Page>
  /** The same outside of a test: `close` closes it and gives what it did wrong. */
  openUntilClosed(path: string, options?: PageOptions): Promise<OpenPage>
  close(): Promise<void>
}

export interface OpenPage {
  readonly page: Page
  /** What the page did wrong, each in a line. */
  close(): Promise<readonly string[]>
}

export interface HarnessOptions {
  /** Endpoint of a Docker engine to deploy to; without one it is a Git repository. */
  readonly docker?: string
  /** Servers of the test that the server takes for GHCR, beside the twin. */
  readonly compatibleHosts?: readonly { readonly registry: string; readonly api: string }[]
  /** Plays the hosts outside, which are known to nobody otherwise. */
  readonly network?: NonNullable<ServeOptions['network']>
  readonly clock?: Clock
  /** Whether the server may send to private networks, such as a receiver on this machine; denied unless said. */
  readonly privateNetworks?: 'allow' | 'deny'
}

export async function startConsole(
  executablePath: string,
  options: HarnessOptions = {},
): Promise<ConsoleHarness> {
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-console-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const database = await startTestDatabase()
  started.defer(() => database.close())
  const twin = await startSampleTwin({ folder, host: '127.0.0.1', port: 0 }, AbortSignal.timeout(30_000))
  started.defer(() => twin.close())
  const { host, port, user, database: name } = database.connection
  const server = await serve(
    {
      dataFolder: folder,
      host: '127.0.0.1',
      port: 0,
      databaseUrl: new Secret(
        `postgres://${user}@/${name}?host=${encodeURIComponent(String(host))}&port=${port}`,
      ),
      compatibleHosts: [{ registry: twin.url, api: twin.apiUrl }, ...(options.compatibleHosts ?? [])],
      egress: { privateNetworks: options.privateNetworks ?? 'deny' },
      logLevel: 'silent',
    },
    {
      env: { DOCKER_HOST: options.docker ?? `unix://${join(folder, 'no-docker.sock')}` },
      ...(options.network ? { network: options.network } : {}),
      ...(options.clock ? { clock: options.clock } : {}),
    },
  )
  started.defer(() => server.close())
  const { firstRun } = server
  if (!firstRun) throw new Error('The database of the test was not empty.')
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Whatever the browser itself would ask for is found nowhere.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  })
  started.defer(() => browser.close())

  const token = firstRun.token.reveal()
  const org = firstRun.organization.id
  const api = createApiClient({ baseUrl: server.url, token })
  const secrets = new Set([token, twin.connectToken.reveal(), twin.pushToken.reveal()])
  const guard = (secret: string): string => {
    secrets.add(secret)
    return secret
  }
  const signIn = async (context: BrowserContext, as: string): Promise<void> => {
    const answer = await context.request.post(`${server.url}/fairlead/v1/session`, { data: { token: as } })
    if (!answer.ok()) throw new Error(`The session was refused: ${answer.status()}`)
  }
  const openUntilClosed = async (path: string, options: PageOptions = {}): Promise<OpenPage> => {
    const { token: as = token, colorScheme = 'light', width = 1280, height = 900 } = options
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height },
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    const watched = watchPage(page, { url: server.url, secrets })
    const close = async (): Promise<readonly string[]> => {
      const faults = await watched.faults()
      await context.close()
      return faults
    }
    try {
      if (as !== null) await signIn(context, as)
      await page.goto(server.url + path)
    } catch (error) {
      await context.close()
      throw error
    }
    return { page, close }
  }
  const running = started.move()
  return {
    url: server.url,
    token,
    api,
    org,
    environmentId: firstRun.environment.id,
    twin,
    guard,
    ghcrToken: async (scopes, login = 'ada') =>
      guard((await twin.state.createToken({ login, scopes: [...scopes] })).value.reveal()),
    async connectTwin(registryName = 'ghcr-twin') {
      const { id } = await api.registries.create(org, {
        name: registryName,
        kind: 'GITHUB_CR',
        url: twin.url,
        config: { username: 'acme', password: twin.connectToken.reveal() },
      })
      return id
    },
    async open(path, options) {
      const { page, close } = await openUntilClosed(path, options)
      onTestFinished(async () => {
        const faults = await close()
        if (faults.length > 0) throw new Error(`The page has faults:\n${faults.join('\n')}`)
      })
      return page
    },
    openUntilClosed,
    close: () => running.disposeAsync(),
  }
}
