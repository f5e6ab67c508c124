import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningServer, readSettings, serve } from '@fairlead/server'
import { type Outcome, run } from './recorded-io.ts'
import { startTestTwin, type TestTwin } from './test-twin.ts'

/** A server on a data folder of its own that knows a twin as a GHCR-compatible host. */
export interface TestServer {
  readonly twin: TestTwin
  readonly url: string
  /** The administrator's. */
  readonly token: string
  /** Configuration folder of the command line. */
  readonly config: string
  /** Runs a command line as the administrator. */
  fairlead(
    argv: readonly string[],
    options?: { readonly stdin?: string; readonly env?: Record<string, string> },
  ): Promise<Outcome>
  close(): Promise<void>
}

/** `docker` is an engine's endpoint; without one it deploys to a Git repository in the data folder. */
export async function startTestServer(docker = 'unix:///nowhere/docker.sock'): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-cli-server-'))
  // As root, PostgreSQL runs as another user, who has to get in.
  await chmod(folder, 0o755)
  const twin = await startTestTwin()
  const settings = readSettings(
    { FAIRLEAD_LOG: 'silent' },
    { dataFolder: folder, port: 0, compatibleHosts: [{ registry: twin.twin.url, api: twin.twin.apiUrl }] },
  )
  const server: RunningServer = await serve(settings, { env: { DOCKER_HOST: docker } })
  const token = server.firstRun?.token.reveal() ?? ''
  const config = join(folder, 'config')
  return {
    twin,
    url: server.url,
    token,
    config,
    fairlead: (argv, { stdin, env } = {}) =>
      run(argv, {
        env: { XDG_CONFIG_HOME: config, FAIRLEAD_URL: server.url, FAIRLEAD_TOKEN: token, ...env },
        ...(stdin === undefined ? {} : { stdin }),
      }),
    async close() {
      await server.close()
      await twin.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
