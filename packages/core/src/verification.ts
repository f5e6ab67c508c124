import { bySeverity, type Finding, hasError } from './finding.ts'

/** `skipped`: not asked for, or impossible because of what another check found; `detail` says which. */
export type CheckStatus = 'passed' | 'warning' | 'failed' | 'skipped'

/** One independent question put to a registry, and what came of it. */
export interface Check {
  /** Stable within a provider: `token.format`, `registry.pull`. */
  readonly id: string
  /** What is checked, as a short noun phrase for a person: `Token scopes`. */
  readonly title: string
  readonly status: CheckStatus
  /** One sentence with the evidence: `read:packages, read:org granted`. */
  readonly detail: string
  readonly findings: readonly Finding[]
  /** Milliseconds from the start of the verification to the start of this check. */
  readonly startedAfterMs: number
  readonly durationMs: number
}

export type Ability = 'yes' | 'no' | 'unknown'

/** What the credential was proved able to do; `unknown` where it was not asked. */
export interface Capabilities {
  readonly list: Ability
  readonly pull: Ability
  readonly push: Ability
  readonly delete: Ability
  /** To be told of pushes. */
  readonly webhook: Ability
}

/** What each capability is known from, or why it is not: one sentence each, with the evidence. */
export type Grounds = Readonly<Record<keyof Capabilities, string>>

export type CredentialType =
  | 'anonymous'
  | 'password'
  | 'github-classic'
  | 'github-fine-grained'
  | 'github-oauth'
  | 'github-app-user'
  | 'github-app-installation'
  | 'gitlab-personal'
  | 'gitlab-project'
  | 'gitlab-group'
  | 'gitlab-deploy'
  | 'docker-personal'
  | 'docker-organization'
  | 'aws-keys'
  | 'aws-role'
  | 'aws-ambient'
  | 'google-service-account'
  | 'google-workload-identity'
  | 'azure-service-principal'
  | 'azure-managed-identity'
  | 'azure-admin'
  | 'scaleway-key'
  | 'digitalocean-token'
  | 'unknown'

/** What is known of a credential. Absent means not known, not false. */
export interface CredentialFacts {
  readonly type: CredentialType
  /** Account that the registry says the credential belongs to. */
  readonly login?: string
  readonly scopesGranted?: readonly string[]
  readonly scopesNeeded?: readonly string[]
  /** ISO 8601; `null` when the credential is known not to expire. */
  readonly expiresAt?: string | null
  readonly ownerType?: 'user' | 'organization'
  /** Whether single sign-on was granted to the credential, where the organization asks for it. */
  readonly sso?: 'not-required' | 'authorized' | 'required'
  /** What the registry says of its own limit of pulls. */
  readonly rateLimit?: RateLimit
}

export interface RateLimit {
  /** Pulls in one window. */
  readonly limit: number
  readonly remaining: number
  readonly windowSeconds: number
  /** Whom it counts for: an account or an address, as the registry names it. */
  readonly countedFor?: string
}

/** The whole outcome of one verification. */
export interface Verification {
  /** No finding is an error. */
  readonly ok: boolean
  readonly checks: readonly Check[]
  /** Of all checks, errors first. */
  readonly findings: readonly Finding[]
  readonly capabilities: Capabilities
  readonly grounds: Grounds
  readonly credential: CredentialFacts
  /** ISO 8601. */
  readonly startedAt: string
  readonly durationMs: number
}

/** Builds the outcome from its checks, so that `ok` and `findings` cannot disagree with them. */
export function concludeVerification(facts: Omit<Verification, 'ok' | 'findings'>): Verification {
  const findings = bySeverity(facts.checks.flatMap((check) => check.findings))
  return { ...facts, findings, ok: !hasError(findings) }
}
