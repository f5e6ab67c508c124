import type { IncomingMessage, ServerResponse } from 'node:http'

/** What may be changed of the cloud while it runs. */
export interface GoogleState {
  account: 'enabled' | 'gone'
  key: 'in-force' | 'deleted'
  keyMade: Date
  keyEnds: Date
  /** Hosts of APIs that are off in the project. */
  readonly disabled: Set<string>
  /** Of the account, on the repository `apps`. */
  readonly permissions: Set<string>
  mayList: boolean
  /** Subjects that may act as the account. */
  readonly workloadUsers: Set<string>
  poolEnabled: boolean
  audience: string
  /** Whether the provider takes a subject. */
  condition: (subject: string) => boolean
  longTokens: boolean
  now: () => Date
  /** Answers of the token service in the place of its own. */
  override: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
}
