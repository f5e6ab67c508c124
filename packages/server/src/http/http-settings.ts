import type { App, Clock } from '@fairlead/core'
import type { BrowserSessions } from '../auth/browser-session.ts'
import type { Log } from '../log.ts'

export interface HttpServerSettings {
  readonly app: App
  readonly log: Log
  readonly clock: Clock
  readonly sessions: BrowserSessions
  /** Between two signs of life of a stream. */
  readonly heartbeatMs?: number
  /** What was built of the console; a test gives its own. */
  readonly consoleFolder?: URL
}

export const HEARTBEAT_MS = 15_000
/** Larger than any body that the contract's fields allow by far. */
export const BODY_LIMIT = 1024 * 1024
