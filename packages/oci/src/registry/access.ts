import type { IncomingMessage } from 'node:http'

export type Action = 'ping' | 'pull' | 'push' | 'delete' | 'catalog'

/** What somebody wants to do. Upload status and cancellation are `push`. */
export interface AccessRequest {
  readonly action: Action
  /** Absent for `ping` and `catalog`. */
  readonly repository?: string
  /**
   * On a `push` that mounts a blob: the repository that it comes from. A second question, `pull` of that
   * repository, follows; where that one is refused the mount becomes an ordinary upload.
   */
  readonly mountFrom?: string
  readonly request: IncomingMessage
}

export interface ErrorEntry {
  /** A code of the distribution spec, or a registry's own. */
  readonly code: string
  /** The code's default message when absent. */
  readonly message?: string
  readonly detail?: unknown
}

/** The answer to somebody who may not; written as the spec's error body. */
export interface Refusal {
  readonly status: number
  /** Such as `WWW-Authenticate`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly errors: readonly ErrorEntry[]
}

/** Asked before any other work on a request; undefined lets it through. */
export type Authorize = (access: AccessRequest) => Promise<Refusal | undefined> | Refusal | undefined
