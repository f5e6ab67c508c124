import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import { type RegistryHealth, registryHealth } from '../domain/registry-health.ts'
import type { VerificationTrigger } from '../ports/registry-care.ts'
import type { Repositories } from '../ports/store.ts'
import type { Verification } from '../verification.ts'
import { audit } from './audit.ts'
import { withKnownExpiry } from './known-expiry.ts'
import {
  nextAfterFailure,
  nextVerification,
  nextWithinGrace,
  USUAL_VERIFY_EVERY_MS,
} from './next-verification.ts'
import type { AppPorts } from './ports.ts'
import { keptBackUntil } from './refusal-memory.ts'
import { registryHost } from './registry-connection.ts'
import { SYSTEM } from './system.ts'
import { warnOfExpiry } from './warn-of-expiry.ts'

export interface Recording {
  /** Who had it verified; the schedule if left out. */
  readonly who?: Principal
  /** Health before a save that replaced it; null for a new connection, whose health does not change. Left out: as stored. */
  readonly before?: RegistryHealth | null
  /** The schedule's own: whoever holds the registry's lease, and the failures before. */
  readonly lease?: { readonly owner: string; readonly failures: number }
  /** The registry asked to be left alone until then. */
  readonly notBefore?: Date | undefined
}

/**
 * The one place where a verification becomes stored state: the latest of its registry, a line of its history, the events
 * `registry.verified` and, if so, `registry.health_changed` with its audit entry, warnings of expiry, and the time of the
 * next one. `registry` is the stored one that was verified; a save within the same transaction comes before.
 *
 * False, with nothing changed, for an outcome that came too late: the registry was saved or deleted meanwhile, a later
 * verification is stored already, or the lease was lost. `verification` is null for a save without proof. It locks the
 * registry before it reads it, so that a `locking` transaction is enough.
 */
export const recordVerification =
  (ports: AppPorts) =>
  async (
    tx: Repositories,
    registry: ContainerRegistry,
    verification: Verification | null,
    trigger: VerificationTrigger,
    recording: Recording = {},
  ): Promise<boolean> => {
    const stored = await tx.registries.lock(registry.id)
    if (!stored || stored.version !== registry.version || isOlder(verification, stored.verification)) {
      return false
    }
    const outcome = verification && withKnownExpiry(stored, verification)
    if (!(await planNext(ports, tx, stored, outcome, recording))) return false
    if (outcome) {
      await tx.registries.saveVerification(stored.id, stored.version, outcome)
      await tx.verifications.append({
        id: ports.newId(),
        organizationId: stored.organizationId,
        registryId: stored.id,
        at: outcome.startedAt,
        trigger,
        health: registryHealth(outcome),
        durationMs: Math.round(outcome.durationMs),
        findings: outcome.findings,
      })
    }
    await tellChange(ports, tx, stored, outcome, recording)
    await warnOfExpiry(ports)(tx, { ...stored, verification: outcome })
    return true
  }

const isOlder = (verification: Verification | null, stored: Verification | null): boolean =>
  verification !== null && stored !== null && verification.startedAt < stored.startedAt

const latestOf = (first: Date, ...others: readonly (Date | undefined)[]): Date =>
  others.reduce<Date>((last, each) => (each && each > last ? each : last), first)

/** False when the lease was lost: then whoever has it now plans. */
async function planNext(
  ports: AppPorts,
  tx: Repositories,
  registry: ContainerRegistry,
  verification: Verification | null,
  { lease, notBefore }: Recording,
): Promise<boolean> {
  const failures = verification === null || verification.ok ? 0 : (lease?.failures ?? 0) + 1
  const everyMs = ports.verifyEveryMs ?? USUAL_VERIFY_EVERY_MS
  const now = ports.clock.now()
  const usual =
    failures > 0
      ? nextAfterFailure(registry.id, now, everyMs, failures)
      : nextVerification(registry.id, now, everyMs, verification?.credential.expiresAt)
  const due = registry.previous ? nextWithinGrace(now, registry.previous.rotatedAt, usual) : usual
  // The credential is not shown again before: an earlier look would find nothing to do.
  const keptBack = failures > 0 ? await keptBackUntil({ ...ports, store: tx }, registry) : undefined
  const dueAt = latestOf(due, notBefore, keptBack)
  if (lease) return tx.schedule.release(registry.id, lease.owner, { dueAt, failures })
  await tx.schedule.plan(registry.id, registryHost(registry), dueAt)
  return true
}

async function tellChange(
  ports: AppPorts,
  tx: Repositories,
  stored: ContainerRegistry,
  verification: Verification | null,
  { who = SYSTEM, before }: Recording,
): Promise<void> {
  const { id: registryId, name, organizationId } = stored
  const findings = verification?.findings.map(({ code }) => code) ?? []
  const from = before === undefined ? registryHealth(stored.verification) : before
  const to = registryHealth(verification)
  const isChanged = from !== null && from !== to
  if (isChanged) {
    await audit(ports, tx, who, {
      organizationId,
      action: `HEALTH_${to.toUpperCase()}`,
      targetType: 'CONTAINER_REGISTRY',
      targetId: registryId,
      targetName: name,
    })
  }
  if (verification) {
    await tx.events.append({
      type: 'registry.verified',
      organizationId,
      data: { registryId, ok: verification.ok, findings },
    })
  }
  if (!isChanged) return
  await tx.events.append({
    type: 'registry.health_changed',
    organizationId,
    data: { registryId, name, from, to, findings },
  })
}
