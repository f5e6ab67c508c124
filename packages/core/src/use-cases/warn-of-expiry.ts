import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Repositories } from '../ports/store.ts'
import { daysLeft } from '../values/days-left.ts'
import { audit } from './audit.ts'
import { credentialExpiry } from './known-expiry.ts'
import type { AppPorts } from './ports.ts'
import { SYSTEM } from './system.ts'

/** So many days before a credential ends its organization is told. */
export const WARNING_DAYS = [30, 14, 7, 1] as const

const DAY_MS = 86_400_000
/** Warnings that one look gives; the next look gives the rest. */
const BATCH = 500

type CarePorts = Pick<AppPorts, 'store' | 'clock' | 'newId'>

/**
 * Says that a registry's credential ends soon, once for each of WARNING_DAYS and each expiry: also where it was saved so
 * late, or nobody looked for so long, that several are due; then they are one.
 */
export const warnOfExpiry =
  (ports: Pick<AppPorts, 'clock' | 'newId'>) =>
  async (
    tx: Pick<Repositories, 'expiryWarnings' | 'events' | 'audit'>,
    registry: Pick<ContainerRegistry, 'id' | 'organizationId' | 'name' | 'verification' | 'statedExpiry'>,
  ): Promise<void> => {
    const end = Date.parse(credentialExpiry(registry) ?? '')
    const leftMs = end - ports.clock.now().getTime()
    if (!(leftMs > 0)) return
    const reached = WARNING_DAYS.filter((days) => leftMs <= days * DAY_MS).reverse()
    const expiresAt = new Date(end).toISOString()
    let isNew = false
    for (const [index, days] of reached.entries()) {
      const claimed = await tx.expiryWarnings.claim(registry.id, expiresAt, days)
      if (index === 0) isNew = claimed
    }
    if (!isNew) return
    const { id: registryId, name, organizationId } = registry
    const entry = { action: 'CREDENTIAL_EXPIRING', targetType: 'CONTAINER_REGISTRY', targetId: registryId }
    await audit(ports, tx, SYSTEM, { ...entry, organizationId, targetName: name })
    await tx.events.append({
      type: 'registry.expiring',
      organizationId,
      data: { registryId, name, expiresAt, daysLeft: daysLeft(expiresAt, ports.clock.now()) },
    })
  }

/** Gives the warnings that became due because time passed, whether or not their registries can be verified. */
export const warnOfExpiries = (ports: CarePorts) => async (): Promise<number> => {
  const due = await ports.store.expiryWarnings.due(ports.clock.now(), WARNING_DAYS, BATCH)
  for (const { registryId } of due) {
    await ports.store.transaction(async (tx) => {
      const registry = await tx.registries.get(registryId)
      if (registry) await warnOfExpiry(ports)(tx, registry)
    })
  }
  return due.length
}
