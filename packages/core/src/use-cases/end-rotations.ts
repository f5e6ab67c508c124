import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import { registryHealth } from '../domain/registry-health.ts'
import { AppError, type ErrorCode, isAppError } from '../errors.ts'
import type { Repositories } from '../ports/store.ts'
import { theRegistry } from './access.ts'
import { audit } from './audit.ts'
import { registryEntry } from './create-registry.ts'
import { endsOf } from './known-expiry.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { prolong, prolonged } from './prolong-grace.ts'
import { recordVerification } from './record-verification.ts'
import { openConnection, providerOf, registryHost } from './registry-connection.ts'
import { asBefore, restorePrevious, tellsOfLogin, testedWithinGrace } from './restore-previous.ts'
import { SYSTEM } from './system.ts'

/** Restores the login from before the rotation, untested. Throws `rotation.none`, `registry.not_found`. */
export const undoRotation =
  (ports: AppPorts) =>
  (who: Principal, organizationId: string, id: string): Promise<ContainerRegistry> =>
    ports.store.transaction(async (tx) => {
      const stored = await theRegistry(tx, who, organizationId, id, true)
      const before = asBefore(stored)
      if (!before) throw noRotation(stored)
      const saved = await tx.registries.save({ ...before, updatedAt: timestamp(ports) })
      await audit(ports, tx, who, registryEntry('ROTATE_UNDO', saved))
      // What was known of the old login stands again, until it is verified in a moment.
      const recording = { who, before: registryHealth(stored.verification) }
      await recordVerification(ports)(tx, saved, saved.verification, 'rotation', recording)
      await tx.schedule.plan(id, registryHost(saved), ports.clock.now())
      await tx.events.append({
        type: 'registry.rotation_undone',
        organizationId,
        data: { registryId: id, name: saved.name, reason: `${who.name} undid it.` },
      })
      return saved
    })

/** Empties the second slot before its time. Throws `rotation.none`, `registry.not_found`. */
export const endRotation =
  (ports: AppPorts) =>
  (who: Principal, organizationId: string, id: string): Promise<ContainerRegistry> =>
    ports.store.transaction(async (tx) => {
      const stored = await theRegistry(tx, who, organizationId, id, true)
      if (!stored.previous) throw noRotation(stored)
      return emptySlot(ports, tx, who, stored)
    })

/**
 * Empties every second slot whose grace time is over. Before its login is gone for good the new one is verified once
 * more, and the old one is restored if it alone works. Where nothing can be told of the new one, since the registry is
 * down, the old one is kept for another hour at a time, up to as long again as the grace time was. Returns how many
 * ended; a registry that fails is reported and left for the next call.
 */
export const endRotations =
  (ports: AppPorts) =>
  async (signal: AbortSignal): Promise<number> => {
    const due = await ports.store.registries.rotatedUntil(ports.clock.now())
    let ended = 0
    for (const id of due) {
      signal.throwIfAborted()
      try {
        if (await endOne(ports, id, signal)) ended += 1
      } catch (error) {
        if (signal.aborted || isAppError(error, 'database.unavailable')) throw error
        ports.report(error, { registryId: id })
      }
    }
    return ended
  }

async function endOne(ports: AppPorts, id: string, signal: AbortSignal): Promise<boolean> {
  const registry = await ports.store.registries.get(id)
  if (!registry?.previous) return false
  const look = await lastLook(ports, registry, signal)
  if (look === 'restored') return true
  return ports.store.transaction(async (tx) => {
    const stored = await tx.registries.lock(id)
    if (!stored?.previous || stored.previous.until > timestamp(ports)) return false
    const later = look === 'untold' ? prolonged(stored.previous, ports.clock.now()) : undefined
    if (later) {
      await prolong(ports, tx, stored, later)
      return false
    }
    await emptySlot(ports, tx, SYSTEM, stored)
    return true
  })
}

const NEVER_TOLD: ReadonlySet<string> = new Set<ErrorCode>([
  'secret.unreadable',
  'request.invalid',
  'operation.unsupported',
])

/**
 * The last chance of the old login. `told`: something is known of the new one, or never will be; `untold`: the registry
 * is down.
 */
async function lastLook(
  ports: AppPorts,
  registry: ContainerRegistry,
  signal: AbortSignal,
): Promise<'restored' | 'told' | 'untold'> {
  const request = endsOf(registry)
  try {
    const connection = openConnection(ports.vault, registry)
    const verified = await providerOf(ports, registry.kind).verify(connection, request, signal)
    const verification = await testedWithinGrace(ports, registry, verified, request, signal)
    if (await restorePrevious(ports, registry, verification, request, signal)) return 'restored'
    return tellsOfLogin(verification) ? 'told' : 'untold'
  } catch (error) {
    if (signal.aborted || !isAppError(error) || error.code === 'database.unavailable') throw error
    // What the connection itself lacks will be so at the next look, too.
    return NEVER_TOLD.has(error.code) ? 'told' : 'untold'
  }
}

async function emptySlot(
  ports: AppPorts,
  tx: Repositories,
  who: Principal,
  stored: ContainerRegistry,
): Promise<ContainerRegistry> {
  const saved = await tx.registries.save({ ...stored, previous: null, updatedAt: timestamp(ports) })
  await audit(ports, tx, who, registryEntry('ROTATE_END', saved))
  await tx.events.append({
    type: 'registry.rotation_ended',
    organizationId: saved.organizationId,
    data: { registryId: saved.id, name: saved.name },
  })
  return saved
}

const noRotation = ({ name }: ContainerRegistry): AppError =>
  new AppError(
    'rotation.none',
    `The container registry "${name}" keeps no credential from before a rotation, so there is nothing to end or undo.`,
  )
