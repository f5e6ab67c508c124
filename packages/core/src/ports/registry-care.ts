import type { RegistryHealth } from '../domain/registry-health.ts'
import type { Webhook, WebhookDelivery } from '../domain/webhook.ts'
import type { Finding } from '../finding.ts'
import type { NamedStore, Page } from './store.ts'

/** Why a registry was verified. */
export type VerificationTrigger = 'saved' | 'asked' | 'schedule' | 'rotation' | 'deployment'

/** One line of a registry's history of verifications. */
export interface VerificationRecord {
  readonly id: string
  readonly organizationId: string
  readonly registryId: string
  readonly at: string
  readonly trigger: VerificationTrigger
  readonly health: RegistryHealth
  readonly durationMs: number
  readonly findings: readonly Finding[]
}

/** Keeps the newest 200 of each registry. */
export interface VerificationHistory {
  append(record: VerificationRecord): Promise<void>
  /** Newest first. */
  listOf(registryId: string, page: Page): Promise<readonly VerificationRecord[]>
  count(registryId: string): Promise<number>
}

/** A registry that is to be verified again. */
export interface DueRegistry {
  readonly registryId: string
  readonly organizationId: string
  readonly dueAt: string
  /** Host of its address, with its port: what limits are counted for. */
  readonly host: string
  /** Scheduled verifications one after another that failed, or could not be made. */
  readonly failures: number
}

export interface TakeLimits {
  readonly limit: number
  /** Registries of one host that are leased at a time, by all servers together. */
  readonly perHost: number
  /** Hosts of which none is taken. */
  readonly except: readonly string[]
}

/** When each registry is verified again. A registry that is not planned is planned by `plan`, or by `adopt`. */
export interface VerificationSchedule {
  /** Sets the next time, with no failures; takes any lease away. */
  plan(registryId: string, host: string, dueAt: Date): Promise<void>
  /** Plans every registry that has no plan yet at a time that `dueAt` gives it. Returns how many. */
  adopt(dueAt: (registryId: string) => Date): Promise<number>
  /** Leases registries that are due and free, the longest due first; no two owners get one. Not in a transaction. */
  take(owner: string, now: Date, until: Date, limits: TakeLimits): Promise<readonly DueRegistry[]>
  /** Ends a lease and sets the next time, if `owner` still holds it; else false. */
  release(
    registryId: string,
    owner: string,
    next: { readonly dueAt: Date; readonly failures: number },
  ): Promise<boolean>
  /** Lets none of a host's registries be due before `until`, but for those that are leased. */
  postponeHost(host: string, until: Date): Promise<void>
  /** When each is due next (ISO 8601); those without a plan are left out. */
  dueTimes(registryIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}

/** A registry whose credential ends in no more than `days`, and whose warning of that was not given yet. */
export interface DueWarning {
  readonly registryId: string
  readonly days: number
}

/** Warnings of expiry that were given, so that each is given once for one expiry. */
export interface ExpiryWarnings {
  /** True for the first who says so: `days` before the registry's credential ends at `expiresAt`. */
  claim(registryId: string, expiresAt: string, days: number): Promise<boolean>
  /** Which warnings are due now, those that end first before others; each registry with the smallest of `days` only. */
  due(now: Date, days: readonly number[], limit: number): Promise<readonly DueWarning[]>
}

/** A credential that a registry refused. */
export interface RefusedCredential {
  /** Keyed hash of address, user name and secret: tells whether it is the same, and nothing else. */
  readonly fingerprint: string
  readonly findings: readonly Finding[]
  /** Of the latest refusal. */
  readonly at: string
  /** Refusals one after another. */
  readonly times: number
}

/** What was refused is not shown to the registry again: several bad logins lock everyone out. */
export interface RefusedCredentials {
  get(fingerprint: string): Promise<RefusedCredential | undefined>
  /** Counts it as one more refusal. */
  remember(refused: Omit<RefusedCredential, 'times'>): Promise<void>
  forget(fingerprint: string): Promise<void>
  /** Forgets those that are older; returns how many. */
  forgetBefore(at: Date): Promise<number>
}

/** `listOf` an organization, by address. */
export type WebhookStore = NamedStore<Webhook>

export interface WebhookDeliveries {
  /** Stores it unless the webhook has one for this event already. */
  enqueue(delivery: WebhookDelivery): Promise<void>
  /**
   * Leases up to `limit` that are due and free, of each webhook the oldest, and none while another of the same webhook is
   * leased; no two owners get one. Not in a transaction.
   */
  take(owner: string, now: Date, until: Date, limit: number): Promise<readonly WebhookDelivery[]>
  /** Stores what came of an attempt and ends the lease, if `owner` still holds it; else false. */
  settle(delivery: WebhookDelivery, owner: string): Promise<boolean>
  /** Makes a finished one wait again, as if it had never been tried; false when it waits already or is not there. */
  requeue(id: string, dueAt: Date): Promise<boolean>
  get(id: string): Promise<WebhookDelivery | undefined>
  /** Newest first. */
  listOf(webhookId: string, page: Page): Promise<readonly WebhookDelivery[]>
  /** Forgets finished ones that were made before; returns how many. */
  forgetBefore(at: Date): Promise<number>
}
