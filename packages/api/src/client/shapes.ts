import type { Camel } from '../casing.ts'
import type * as wire from '../wire/types.ts'

/** Fairlead's own things by the domain's names; what the contract defines keeps the contract's names. */
export type Check = Camel<wire.CheckAnswer>
export type Verification = Camel<wire.VerificationAnswer>
export type Diagnosis = Camel<wire.DiagnosisAnswer>
export type DiagnosisAttempt = Camel<wire.AttemptAnswer>
export type Deployment = Camel<wire.DeploymentAnswer>
export type DeploymentPlan = Camel<wire.DeploymentPlanAnswer>
export type Event = Camel<wire.EventAnswer>
export type Identity = Camel<wire.Me>
export type ApiToken = Camel<wire.ApiTokenAnswer>
export type AuditEntry = Camel<wire.AuditAnswer>
export type VerificationRecord = Camel<wire.VerificationRecordAnswer>
export type WebhookDelivery = Camel<Omit<wire.WebhookDeliveryAnswer, 'payload'>> &
  Pick<wire.WebhookDeliveryAnswer, 'payload'>

export interface Signalled {
  readonly signal?: AbortSignal | undefined
}

export interface Paged extends Signalled {
  /** From 0. */
  readonly page?: number | undefined
  readonly pageSize?: number | undefined
}

/** Which entries of the audit trail; what is absent is any. */
export interface AuditOptions extends Paged {
  /** Part of the actor's name, in any case. */
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly targetType?: string | undefined
  /** Id of the target, or part of its name, in any case. */
  readonly target?: string | undefined
}

/** Hears of each check as it begins and ends. */
export interface Watched extends Signalled {
  onStart?(check: Pick<Check, 'id' | 'title'>): void
  onCheck?(check: Check): void
}
