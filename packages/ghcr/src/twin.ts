import { AppError, type Clock, type Secret } from '@fairlead/core'
import type { TwinAdministration } from './administration.ts'
import type { TwinSeed } from './seed.ts'

export interface TwinOptions {
  /** `ghcr` behaves as ghcr.io with the GitHub API around it; `open` is the plain OCI registry with anonymous push. */
  readonly mode: 'ghcr' | 'open'
  /** Folder of the state and the images; made when it is missing. */
  readonly data: string
  readonly host?: string | undefined
  /** 0 takes a free one. */
  readonly port?: number | undefined
  /** The seed itself, or the path of a JSON file that holds it. */
  readonly seed?: TwinSeed | string | undefined
  /** Bearer token of `/_twin`; made up when absent. */
  readonly adminToken?: Secret | undefined
  readonly clock?: Clock | undefined
  /** Holds back each answer, to measure round trips. */
  readonly latencyMs?: number | undefined
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
  /** Ends every connection and flushes the state. */
  close(): Promise<void>
}

/**
 * Starts a twin. Its state is durable: it survives a kill at any moment. Throws the system's error (`EADDRINUSE`,
 * `EACCES`) when the port or the folder cannot be used, and `request.invalid` for a bad seed.
 */
export async function startTwin(_options: TwinOptions): Promise<RunningTwin> {
  throw new AppError('operation.unsupported', 'The twin is being written.')
}
