import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiClient, createApiClient } from '@fairlead/api/client'
import { type Prepared, Secret } from '@fairlead/core'
import { type RunningServer, serve } from '../../src/main.ts'
import { type SampleTwin, startSampleTwin } from '../../src/sample/index.ts'
import { startTestDatabase } from '../../src/store/testing/test-database.ts'

export interface TestServer {
  readonly url: string
  readonly token: string
  readonly twin: SampleTwin
  /** Organization, project, environment and a GitOps cluster that the first start made. */
  readonly made: Prepared
  readonly client: ApiClient
  /** The sample connection as the contract's clients send it. */
  registryBody(name: string): {
    name: string
    kind: 'GITHUB_CR'
    url: string
    config: { username: string; password: string }
  }
  close(): Promise<void>
}

/** The whole server as it is shipped, on a database of its own, with the GHCR twin beside it. Nothing of it is faked. */
export async function startTestServer(): Promise<TestServer> {
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-server-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const database = await startTestDatabase()
  started.defer(() => database.close())
  const place = { folder, host: '127.0.0.1', port: 0 }
  const twin = await startSampleTwin(place, AbortSignal.timeout(30_000))
  started.defer(() => twin.close())
  const { host, port, user, database: name } = database.connection
  const server: RunningServer = await serve(
    {
      dataFolder: folder,
      host: '127.0.0.1',
      port: 0,
      databaseUrl: new Secret(
        `postgres://${user}@/${name}?host=${encodeURIComponent(String(host))}&port=${port}`,
      ),
      compatibleHosts: [{ registry: twin.url, api: twin.apiUrl }],
      egress: { privateNetworks: 'deny' },
      logLevel: 'silent',
    },
    // No Docker engine is there, so that services go to a Git folder.
    { env: { DOCKER_HOST: `unix://${join(folder, 'no-docker.sock')}` } },
  )
  started.defer(() => server.close())
  if (!server.firstRun) throw new Error('The database of the test was not empty.')
  const token = server.firstRun.token.reveal()
  const running = started.move()
  return {
    url: server.url,
    token,
    twin,
    made: server.firstRun,
    client: createApiClient({ baseUrl: server.url, token }),
    registryBody: (name) => ({
      name,
      kind: 'GITHUB_CR',
      url: twin.url,
      config: { username: 'acme', password: twin.connectToken.reveal() },
    }),
    close: () => running.disposeAsync(),
  }
}
