import { mkdir } from 'node:fs/promises'
import type { RunningServer } from '@fairlead/server'
import type { SampleTwin } from '@fairlead/server/sample'
import { EXIT } from '../exit-codes.ts'
import { CommandFailure } from '../failure.ts'
import type { Io } from '../io.ts'

export interface Installation {
  readonly server: RunningServer
  readonly twin: SampleTwin
  /** The administrator's token. */
  readonly token: string
  /** File that keeps it. */
  readonly tokenFile: string
  readonly folder: string
  close(): Promise<void>
}

export interface InstallationOptions {
  readonly folder: string
  readonly port: number | undefined
  readonly twinPort: number
}

const HOST = '127.0.0.1'

/**
 * Starts the GHCR twin with the sample, then the control plane that knows it as a GHCR-compatible host. What starts is
 * ended again when something after it fails.
 */
export async function startInstallation(options: InstallationOptions, io: Io): Promise<Installation> {
  // Loaded here: the other commands do without a server, and start faster for it.
  const { ADMIN_TOKEN_FILE, keepAdminToken, readSettings, serve } = await import('@fairlead/server')
  const { startSampleTwin } = await import('@fairlead/server/sample')
  const { folder, port, twinPort } = options
  await using starting = new AsyncDisposableStack()
  await mkdir(folder, { recursive: true })
  const adminToken = await keepAdminToken(folder)
  const twin = await startSampleTwin({ folder, host: HOST, port: twinPort }, io.signal).catch(twinPortTaken)
  starting.defer(() => twin.close())
  const settings = readSettings(
    { FAIRLEAD_LOG: 'warn', ...io.env, FAIRLEAD_DATA: folder },
    { compatibleHosts: [{ registry: twin.url, api: twin.apiUrl }], ...(port === undefined ? {} : { port }) },
  )
  const server = await serve(settings, { env: io.env, adminToken, organizationName: 'sample' })
  starting.defer(() => server.close())
  const running = starting.move()
  return {
    server,
    twin,
    token: adminToken.reveal(),
    tokenFile: `${folder}/${ADMIN_TOKEN_FILE}`,
    folder,
    close: () => running.disposeAsync(),
  }
}

/** The same line as for the server's own port, with the option that chooses this one. */
function twinPortTaken(error: NodeJS.ErrnoException & { readonly port?: number }): never {
  if (error.code !== 'EADDRINUSE') throw error
  const message = `Port ${error.port} of ${HOST} is taken.`
  const remedy = 'Choose another one for the twin with --twin-port, or end what uses it.'
  throw new CommandFailure(EXIT.failed, 'port.taken', message, { remedy, cause: error })
}
