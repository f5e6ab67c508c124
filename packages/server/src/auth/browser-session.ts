import { type Clock, type SealedSecret, Secret, type Vault } from '@fairlead/core'

/** How long a browser stays signed in. */
const LIFETIME_MS = 7 * 24 * 3_600_000
const CONTEXT = 'browser-session'

/**
 * Keeps a browser signed in without a store: its cookie holds the API token sealed, so that any server with the key opens
 * it, nobody else reads it, and it ends with the token or after a week, whichever is first.
 */
export interface BrowserSessions {
  readonly lifetimeMs: number
  /** The cookie's value: letters, digits, `.`, `_` and `-`. */
  seal(token: Secret): string
  /** Undefined for what was not sealed here, or is too old. */
  open(value: string): Secret | undefined
}

export function createBrowserSessions(vault: Vault, clock: Clock): BrowserSessions {
  return {
    lifetimeMs: LIFETIME_MS,
    seal: (token) =>
      vault.seal(new Secret(`${clock.now().getTime() + LIFETIME_MS} ${token.reveal()}`), CONTEXT),
    open(value) {
      let content: string
      try {
        content = vault.open(value as SealedSecret, CONTEXT).reveal()
      } catch {
        return undefined
      }
      const [, until, token] = /^(\d+) (.+)$/.exec(content) ?? []
      return token !== undefined && Number(until) > clock.now().getTime() ? new Secret(token) : undefined
    },
  }
}
