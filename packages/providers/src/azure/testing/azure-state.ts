import type { IncomingMessage, ServerResponse } from 'node:http'

/** What may be changed of the cloud while it runs. */
export interface AzureState {
  tenantKnown: boolean
  application: 'enabled' | 'disabled' | 'gone'
  secretState: 'valid' | 'expired'
  /** Of the client secret, as Graph tells it; undefined: the application may not ask. */
  secretEnds: Date | undefined
  /** The role of every Entra identity on the registry; `none` may not log in. */
  role: 'none' | 'AcrPull' | 'AcrPush' | 'Owner'
  /** A role that is limited to repositories. */
  limitedTo: string | undefined
  adminEnabled: boolean
  readonly adminPassword: string
  /** A repository-scoped token. */
  tokenEnabled: boolean
  readonly tokenPassword: string
  anonymousPull: boolean
  /** The address that network rules keep out. */
  blocked: string | undefined
  managedIdentity: boolean
  federatedSubject: string
  now: () => Date
  override: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
}
