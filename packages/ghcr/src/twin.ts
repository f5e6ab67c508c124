import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Clock, Secret, systemClock } from '@fairlead/core'
import { createFileStorage, REGISTRY_SERVER_OPTIONS } from '@fairlead/oci/registry'
import type { TwinAdministration } from './administration/administration.ts'
import { createAdministration } from './administration/create-administration.ts'
import { refuse } from './administration/refuse.ts'
import { createHandler, type Handler } from './create-handler.ts'
import { createFaultList, type FaultList } from './faults/fault-list.ts'
import { injectFaults } from './faults/inject.ts'
import { requestOrigin } from './http/host.ts'
import { sendText } from './http/json.ts'
import type { TwinSeed } from './seed.ts'
import { openTwinState } from './state/twin-state.ts'

export interface TwinOptions {
  /** `ghcr` behaves as ghcr.io with the GitHub API around it; `open` is the plain OCI registry with anonymous push. */
  readonly mode: 'ghcr' | 'open'
  /** Folder of the state and the images; made when it is missing. One twin at a time may use it. */
  readonly data: string
  /** `127.0.0.1` unless said. */
  readonly host?: string | undefined
  /** 0, as when it is absent, takes a free one. */
  readonly port?: number | undefined
  /** The seed itself, or the path of a JSON file that holds it. What exists already is left as it is. */
  readonly seed?: TwinSeed | string | undefined
  /** Bearer token of `/_twin`; made up when absent. */
  readonly adminToken?: Secret | undefined
  readonly clock?: Clock | undefined
  /** Holds back each answer of the registry and the API so many milliseconds, to measure round trips. */
  readonly latencyMs?: number | undefined
  /** Failures of the twin itself, for the log; the client gets a bare 500. */
  readonly onError?: ((error: unknown, request: IncomingMessage) => void) | undefined
}

export interface RunningTwin {
  /** `http://127.0.0.1:5555`: the registry. */
  readonly url: string
  /** `<url>/api/v3`: the GitHub API, where GitHub Enterprise Server has it. */
  readonly apiUrl: string
  /** `<url>/_twin`. */
  readonly adminUrl: string
  readonly adminToken: Secret
  /** Tokens made up for seed entries without a `value`, by name: given this once, when they are created. */
  readonly issued: ReadonlyMap<string, Secret>
  readonly state: TwinAdministration
  /** Ends every connection and closes the state. */
  close(): Promise<void>
}

/**
 * Starts a twin. Its state is durable: what was answered survives a kill at any moment. Throws the system's error
 * (`EADDRINUSE`, `EACCES`) when the port or the folder cannot be used, and `request.invalid` for a bad seed.
 */
export async function startTwin(options: TwinOptions): Promise<RunningTwin> {
  const clock = options.clock ?? systemClock
  const faults = createFaultList()
  const ending = new AbortController()
  const ready = Promise.withResolvers<Handler>()
  ready.promise.catch(() => undefined)

  const onRequest = createListener(faults, options, ending.signal, ready.promise)
  const server = createServer(
    REGISTRY_SERVER_OPTIONS,
    (request, response) => void onRequest(request, response),
  )
  // The port first: a second twin on the same port must fail before it touches the data of the first.
  await listen(server, options)
  const undo: (() => Promise<unknown>)[] = [() => stop(server, ending)]
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= inTurn(undo)
    return closing
  }
  try {
    const state = await openTwinState(options.data)
    undo.push(() => state.close())
    const storage = createFileStorage(join(options.data, 'registry'), { clock })
    undo.push(() => storage.close())
    const administration = createAdministration({ state, storage, faults, clock })
    const seed = typeof options.seed === 'string' ? await readSeed(options.seed) : options.seed
    const issued = seed ? await administration.applySeed(seed, 'missing') : new Map<string, Secret>()
    const adminToken = options.adminToken ?? new Secret(randomBytes(24).toString('base64url'))
    const { mode, onError = () => undefined } = options
    ready.resolve(createHandler({ mode, state, storage, administration, adminToken, clock, onError }))
    const url = addressOf(server, options.host)
    return {
      url,
      apiUrl: `${url}/api/v3`,
      adminUrl: `${url}/_twin`,
      adminToken,
      issued,
      state: administration,
      close,
    }
  } catch (error) {
    ready.reject(error)
    await close()
    throw error
  }
}

function createListener(
  faults: FaultList,
  { latencyMs = 0, onError }: TwinOptions,
  ending: AbortSignal,
  ready: Promise<Handler>,
) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Without a listener an answer to somebody who has gone would end the process.
    response.on('error', () => undefined)
    try {
      const handle = await ready
      const url = parseTarget(request)
      if (!url) {
        request.resume()
        sendText(response, 400, { 'Content-Type': 'text/plain' }, 'Bad Request\n')
        return
      }
      // Whoever injects faults must be able to take them back.
      if (!url.pathname.startsWith('/_twin')) {
        if (latencyMs > 0) await delay(latencyMs, undefined, { signal: ending })
        const struck = faults.strike(request.method ?? 'GET', url.pathname)
        if (await injectFaults(struck, request, response, ending)) return
      }
      await handle(request, response, url)
    } catch (error) {
      if (!ending.aborted) onError?.(error, request)
      if (response.headersSent) response.destroy()
      else sendText(response, 500, { 'Content-Type': 'text/plain' }, 'Internal Server Error\n')
    }
  }
}

function parseTarget(request: IncomingMessage): URL | undefined {
  // Two slashes at the beginning would be read as a host.
  const target = (request.url ?? '/').replace(/^\/+/, '/')
  return URL.parse(target, requestOrigin(request)) ?? undefined
}

async function listen(server: Server, { host = '127.0.0.1', port = 0 }: TwinOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, resolve)
  await promise
  server.off('error', reject)
}

async function inTurn(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const step of steps) await step()
}

async function stop(server: Server, ending: AbortController): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  ending.abort()
  server.closeAllConnections()
  await closed
}

/** An address that a client on this machine can use, also where the twin listens on all of them. */
function addressOf(server: Server, host = '127.0.0.1'): string {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

async function readSeed(path: string): Promise<TwinSeed> {
  const text = await readFile(path, 'utf8')
  try {
    return JSON.parse(text) as TwinSeed
  } catch {
    return refuse('seed', `is not JSON: ${path}`, 'Correct the file.')
  }
}
