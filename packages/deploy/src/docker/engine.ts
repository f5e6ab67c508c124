import { Agent } from 'node:http'
import { AppError, anySignal, finding } from '@fairlead/core'
import type Docker from 'dockerode'
import { cancellation, throwIfCanceled } from '../cancellation.ts'
import { withoutQueries } from '../without-queries.ts'

/** A Docker engine behind its socket. */
export interface Engine {
  readonly socketPath: string
  readonly endpoint: string
  /**
   * Asks the engine one thing. `asked` is what the error says was asked. Bounded by `limitMs`, and by the signal.
   * Throws `target.unreachable` (no answer), `target.failed` (refused: see `refusalOf`) and `operation.canceled`.
   */
  call<T>(
    asked: string,
    signal: AbortSignal,
    run: (docker: Docker, abortSignal: AbortSignal) => Promise<T>,
    limitMs?: number,
  ): Promise<T>
}

/** What the engine answered instead of doing it. */
export interface Refusal {
  readonly status: number
  readonly message: string
}

const SCHEME = /^(?:unix|npipe):\/\/(.+)$/

/** Throws `target.unreachable` for an endpoint that is not a socket. Opens nothing yet. */
export function createEngine(endpoint: string, callMs: number): Engine {
  const socketPath = SCHEME.exec(endpoint)?.[1]
  if (socketPath === undefined) {
    throw unreachable(endpoint, 'open', `"${endpoint}" is not of the form unix:///path/to/docker.sock`)
  }
  let opening: Promise<Docker> | undefined
  const open = () => {
    opening ??= openDocker(socketPath)
    return opening
  }
  return {
    socketPath,
    endpoint,
    call: (asked, signal, run, limitMs = callMs) =>
      bounded(endpoint, asked, signal, limitMs, async (abortSignal) => run(await open(), abortSignal)),
  }
}

/** The client library takes half a second to load, so it is loaded by the first question. */
async function openDocker(socketPath: string): Promise<Docker> {
  const { default: DockerClient } = await import('dockerode')
  // Every setting is given, so that none is taken from DOCKER_HOST and its siblings.
  return new DockerClient({
    host: undefined,
    port: undefined,
    protocol: 'http',
    socketPath,
    // A kept connection may be one that a restarted engine has forgotten.
    agent: new Agent({ keepAlive: false }),
  } as Docker.DockerOptions)
}

async function bounded<T>(
  endpoint: string,
  asked: string,
  signal: AbortSignal,
  limitMs: number,
  run: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfCanceled(signal)
  const limit = AbortSignal.timeout(limitMs)
  const either = anySignal(signal, limit)
  // The client library does not settle when the engine dies in the middle of an answer, so the limit has to.
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(either.reason)
  either.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([run(either), aborted.promise])
  } catch (error) {
    if (signal.aborted) throw cancellation(signal)
    if (limit.aborted) throw unreachable(endpoint, asked, `no answer in ${limitMs / 1000} seconds`, error)
    throw engineFault(endpoint, asked, error)
  } finally {
    either.removeEventListener('abort', onAbort)
  }
}

/** Tells a refusal from a lost connection. */
export function engineFault(endpoint: string, asked: string, error: unknown): AppError {
  if (error instanceof AppError) return error
  const { statusCode, json, message } = error as { statusCode?: number; json?: unknown; message?: string }
  if (typeof statusCode !== 'number') return unreachable(endpoint, asked, message ?? String(error), error)
  const said = (json as { message?: unknown } | null | undefined)?.message
  return refused(
    asked,
    { status: statusCode, message: typeof said === 'string' ? said : (message ?? '') },
    error,
  )
}

const refused = (asked: string, refusal: Refusal, cause: unknown): AppError =>
  new AppError('target.failed', `The Docker engine refused to ${asked}: ${refusal.message}`, {
    findings: [
      finding('deploy.target_failed', {
        summary: `The Docker engine refused to ${asked}.`,
        evidence: [{ asked, answered: `${refusal.status} ${withoutQueries(refusal.message)}` }],
        remedy: { action: "Read the engine's answer, repair what it names and deploy again." },
      }),
    ],
    details: { refusal },
    cause,
  })

/** The engine's own answer, for an error that `call` threw because of one. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof AppError) || error.code !== 'target.failed') return undefined
  return error.details.refusal as Refusal | undefined
}

/** Runs on when the engine answers with this status, such as 404 for what is gone already. */
export async function unlessStatus<T>(status: number, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (refusalOf(error)?.status === status) return undefined
    throw error
  }
}

/** `target.unreachable` with its finding. */
export function unreachable(endpoint: string, asked: string, answered: string, cause?: unknown): AppError {
  return new AppError(
    'target.unreachable',
    `The Docker engine at ${endpoint} cannot be reached: ${answered}.`,
    {
      findings: [
        finding('deploy.target_unreachable', {
          summary: `The Docker engine at ${endpoint} cannot be reached.`,
          evidence: [{ asked, answered }],
          remedy: remedyFor(endpoint, answered),
        }),
      ],
      cause,
    },
  )
}

function remedyFor(endpoint: string, answered: string): { action: string; link?: string } {
  if (/EACCES|EPERM/.test(answered)) {
    return {
      action: `Let the user that runs Fairlead use the socket: "sudo usermod -aG docker <user>", then start Fairlead anew.`,
      link: 'https://docs.docker.com/engine/install/linux-postinstall/',
    }
  }
  if (/ENOENT|ECONNREFUSED/.test(answered)) {
    return {
      action: `Start the engine ("sudo systemctl start docker", or Docker Desktop), or correct the endpoint ${endpoint}.`,
      link: 'https://docs.docker.com/engine/daemon/start/',
    }
  }
  if (/not of the form/.test(answered)) {
    return { action: "Write the endpoint as the engine's socket, such as unix:///var/run/docker.sock." }
  }
  return {
    action:
      'See whether "docker info" answers on the server; restart the engine if it does not, then deploy again.',
  }
}
