/** What the benchmark's processes tell each other. */

/** One connection to be: an organization of the twin, and a member's own token. */
export interface SeededConnection {
  readonly owner: string
  readonly token: string
}

export interface TwinReady {
  readonly kind: 'twin-ready'
  readonly url: string
  readonly apiUrl: string
  readonly connections: readonly SeededConnection[]
}

/** What the twin was asked since it was told to count. */
export interface TwinLog {
  readonly kind: 'twin-log'
  readonly requests: number
  /** How often each token was looked at (`GET /user`), by the token. */
  readonly verifications: Readonly<Record<string, number>>
}

export interface ServerReady {
  readonly kind: 'server-ready'
}

/** Memory of a server process in bytes, as the system counts it. */
export interface ServerMemory {
  readonly kind: 'server-memory'
  readonly start: number
  readonly peak: number
  readonly end: number
}

export type Message = TwinReady | TwinLog | ServerReady | ServerMemory
