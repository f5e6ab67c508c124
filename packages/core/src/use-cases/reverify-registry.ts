import type { ContainerRegistry } from '../domain/container-registry.ts'
import { AppError, isAppError } from '../errors.ts'
import type { FindingCode } from '../finding.ts'
import type { QuotaReport } from '../ports/quota-watch.ts'
import type { DueRegistry } from '../ports/registry-care.ts'
import type { Verification } from '../verification.ts'
import { endsOf } from './known-expiry.ts'
import { firstVerification, nextAfterFailure, USUAL_VERIFY_EVERY_MS } from './next-verification.ts'
import type { AppPorts } from './ports.ts'
import { recordVerification } from './record-verification.ts'
import { keptBackUntil } from './refusal-memory.ts'
import { openConnection, providerOf } from './registry-connection.ts'
import { restorePrevious, testedWithinGrace } from './restore-previous.ts'

/** What became of a registry that was due. */
export interface Reverified {
  /**
   * `skipped`: its credential was refused and is not shown again yet; `postponed`: it could not be verified now; `dropped`:
   * it was saved, deleted, verified or leased by somebody else meanwhile.
   */
  readonly outcome: 'verified' | 'skipped' | 'postponed' | 'dropped'
  readonly quota: QuotaReport
}

const NOTHING_ASKED: QuotaReport = { requests: 0, hostRestsUntil: null, ownRestsUntil: null }

const LIMITED: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'registry.rate_limited',
  'api.rate_limited',
  'api.locked_out',
])

/** Nothing is known to be wrong but that the limit left no room to look: says nothing about the connection. */
const isInconclusive = ({ findings }: Verification): boolean =>
  findings.some(({ code }) => LIMITED.has(code)) &&
  findings.every(({ code, severity }) => severity !== 'error' || LIMITED.has(code))

const latest = (...times: readonly (Date | null)[]): Date | undefined =>
  times.reduce<Date | undefined>((last, time) => (time && (!last || time > last) ? time : last), undefined)

/**
 * Verifies a registry that `owner` leased because it was due, and ends the lease with the time of the next look. When
 * the signal fires with `operation.timeout` that counts as a failure; for any other reason the lease ends at once with
 * the registry still due, and `operation.canceled` is thrown. Throws `database.unavailable` as well: then the lease runs
 * out by itself.
 */
export const reverifyRegistry =
  (ports: AppPorts) =>
  async (due: DueRegistry, owner: string, signal: AbortSignal): Promise<Reverified> => {
    const { registryId, failures } = due
    const registry = await ports.store.registries.get(registryId)
    if (!registry) return { outcome: 'dropped', quota: NOTHING_ASKED }
    const everyMs = ports.verifyEveryMs ?? USUAL_VERIFY_EVERY_MS
    const release = (dueAt: Date, count: number): Promise<boolean> =>
      ports.store.schedule.release(registryId, owner, { dueAt, failures: count })
    // Repeated bad logins lock everyone out. Within the grace time of a rotation there is a login to fall back on.
    const refusedUntil = registry.previous === null && (await keptBackUntil(ports, registry))
    if (refusedUntil) {
      await release(refusedUntil, failures)
      return { outcome: 'skipped', quota: NOTHING_ASKED }
    }
    const postpone = async (quota: QuotaReport): Promise<Reverified> => {
      const retry = nextAfterFailure(registryId, ports.clock.now(), everyMs, failures + 1)
      const dueAt = latest(retry, quota.hostRestsUntil, quota.ownRestsUntil) ?? retry
      return { outcome: (await release(dueAt, failures + 1)) ? 'postponed' : 'dropped', quota }
    }

    let asked: { readonly value: Asked; readonly quota: QuotaReport }
    try {
      asked = await ask(ports, registry, signal)
    } catch (error) {
      if (isAppError(error, 'database.unavailable')) throw error
      if (signal.aborted && !isAppError(signal.reason, 'operation.timeout')) {
        await release(new Date(due.dueAt), failures)
        throw new AppError('operation.canceled', 'The verification was canceled.', { cause: error })
      }
      if (!isAppError(error) && !signal.aborted) ports.report(error, { registryId })
      return postpone(NOTHING_ASKED)
    }
    const { verification, restored } = asked.value
    const { quota } = asked
    if (quota.hostRestsUntil) await ports.store.schedule.postponeHost(due.host, quota.hostRestsUntil)
    // Stored already, with the time of the next look.
    if (restored) return { outcome: 'verified', quota }
    if (isInconclusive(verification)) return postpone(quota)
    const notBefore = latest(quota.hostRestsUntil, quota.ownRestsUntil)
    const recording = { lease: { owner, failures }, notBefore }
    const kept = await ports.store.transaction(
      (tx) => recordVerification(ports)(tx, registry, verification, 'schedule', recording),
      { isolation: 'locking' },
    )
    return { outcome: kept ? 'verified' : 'dropped', quota }
  }

interface Asked {
  readonly verification: Verification
  /** The login from before the rotation took the place of the one that was verified. */
  readonly restored: boolean
}

async function ask(ports: AppPorts, registry: ContainerRegistry, signal: AbortSignal) {
  const connection = openConnection(ports.vault, registry)
  const provider = providerOf(ports, registry.kind)
  const request = endsOf(registry)
  const verify = async (): Promise<Asked> => {
    const verified = await provider.verify(connection, request, signal)
    const verification = await testedWithinGrace(ports, registry, verified, request, signal)
    const restored = await restorePrevious(ports, registry, verification, request, signal)
    return { verification, restored: restored !== undefined }
  }
  if (ports.quotaWatch) return ports.quotaWatch.during(verify)
  return { value: await verify(), quota: NOTHING_ASKED }
}

/** Gives every registry that has no next time one: spread over the interval. Returns how many. */
export const planUnplanned = (ports: AppPorts) => (): Promise<number> => {
  const now = ports.clock.now()
  return ports.store.schedule.adopt((registryId) =>
    firstVerification(registryId, now, ports.verifyEveryMs ?? USUAL_VERIFY_EVERY_MS),
  )
}
