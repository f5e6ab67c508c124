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
  /** Scheduled verifications that could not be made, one after another. */
  readonly failures: number
}

/** When each registry is verified again. A registry that is not planned is planned by `plan`, or by `adopt`. */
export interface VerificationSchedule {
  /** Sets the next time; takes any lease away. */
  plan(registryId: string, host: string, dueAt: Date): Promise<void>
  /** Plans every registry that has no plan yet at a time that `dueAt` gives it. Returns how many. */
  adopt(dueAt: (registryId: string) => Date): Promise<number>
  /** Leases up to `limit` registries that are due and free, the longest due first; no two owners get one. */
  take(owner: string, now: Date, until: Date, limit: number): Promise<readonly DueRegistry[]>
  /** Ends a lease and sets the next time, if `owner` still holds it; else false. */
  release(
    registryId: string,
    owner: string,
    next: { readonly dueAt: Date; readonly failures: number },
  ): Promise<boolean>
}

/** Warnings of expiry that were given, so that each is given once for one expiry. */
export interface ExpiryWarnings {
  /** True for the first who says so: `days` before the registry's credential ends at `expiresAt`. */
  claim(registryId: string, expiresAt: string, days: number): Promise<boolean>
}

/** A credential that a registry refused. */
export interface RefusedCredential {
  /** Keyed hash of address, user name and secret: tells whether it is the same, and nothing else. */
  readonly fingerprint: string
  readonly findings: readonly Finding[]
  readonly at: string
}

/** What was refused is not shown to the registry again: several bad logins lock everyone out. */
export interface RefusedCredentials {
  get(fingerprint: string): Promise<RefusedCredential | undefined>
  remember(refused: RefusedCredential): Promise<void>
  forget(fingerprint: string): Promise<void>
  /** Forgets those that are older; returns how many. */
  forgetBefore(at: Date): Promise<number>
}

/** `listOf` an organization, by address. */
export type WebhookStore = NamedStore<Webhook>

export interface WebhookDeliveries {
  /** Stores it unless the webhook has one for this event already. */
  enqueue(delivery: WebhookDelivery): Promise<void>
  /** Leases up to `limit` that are due and free; no two owners get one. */
  take(owner: string, now: Date, until: Date, limit: number): Promise<readonly WebhookDelivery[]>
  /** Stores what came of an attempt and ends the lease. */
  save(delivery: WebhookDelivery): Promise<void>
  /** Newest first. */
  listOf(webhookId: string, page: Page): Promise<readonly WebhookDelivery[]>
}
