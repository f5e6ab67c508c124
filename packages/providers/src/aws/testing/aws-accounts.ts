import { randomBytes } from 'node:crypto'

/** Keys that the accounts know. */
export interface KnownKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** `arn:aws:iam::111122223333:user/ci` */
  readonly arn: string
  /** Milliseconds since 1970. */
  readonly endsAt?: number
}

export interface KnownRole {
  readonly arn: string
  /** ARNs of who may assume it. */
  readonly trusts: readonly string[]
  readonly externalId?: string
  readonly sessionSeconds?: number
}

/** Undefined: allowed. Else what IAM says after the sentence: `because no identity-based policy allows the … action`. */
export type Policy = (principal: string, action: string, resource: string) => string | undefined

export interface Accounts {
  readonly keys: KnownKeys[]
  readonly roles: KnownRole[]
  /** Tokens of service accounts, with the role that each may assume. */
  readonly webTokens: Map<string, string>
  policy: Policy
  /** Regions that the account has not enabled. */
  readonly regionsOff: Set<string>
  /** Milliseconds since 1970, by AWS's clock. */
  now(): number
}

export const ACCOUNT = '111122223333'
export const USER = `arn:aws:iam::${ACCOUNT}:user/ci`
export const USER_KEYS: KnownKeys = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  arn: USER,
}
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/fairlead-pull`

export const createAccounts = (now: () => number = Date.now): Accounts => ({
  keys: [USER_KEYS],
  roles: [{ arn: ROLE, trusts: [USER] }],
  webTokens: new Map(),
  policy: () => undefined,
  regionsOff: new Set(),
  now,
})

/** IAM's sentence on what a policy does not allow. */
export const denialText = (principal: string, action: string, resource: string, why: string): string =>
  `User: ${principal} is not authorized to perform: ${action} on resource: ${resource}${why ? ` ${why}` : ''}`

export const noPolicy = (kind: string, action: string): string =>
  `because no ${kind} policy allows the ${action} action`

/** Makes the keys of a role's session. */
export function openSession(
  accounts: Accounts,
  role: KnownRole,
  session: string,
): KnownKeys & { endsAt: number } {
  const name = role.arn.split('/').at(-1)
  const account = role.arn.split(':')[4]
  const keys = {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(90).toString('base64'),
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
    endsAt: accounts.now() + (role.sessionSeconds ?? 3600) * 1000,
  }
  accounts.keys.push(keys)
  return keys
}
