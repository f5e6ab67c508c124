import type { ContainerRegistry, PreviousSecret } from '../domain/container-registry.ts'
import type { Repositories } from '../ports/store.ts'
import { type AppPorts, timestamp } from './ports.ts'

const PROLONGED_BY_MS = 3_600_000

/** The end of a grace time beyond which none is prolonged. */
const lastEnd = ({ rotatedAt, until, firstUntil = until }: PreviousSecret): number =>
  Date.parse(firstUntil) * 2 - Date.parse(rotatedAt)

/** The slot with a later end; undefined where it was kept for twice its grace time. */
export function prolonged(previous: PreviousSecret, now: Date): PreviousSecret | undefined {
  const end = Math.min(now.getTime() + PROLONGED_BY_MS, lastEnd(previous))
  if (end <= now.getTime()) return undefined
  return {
    ...previous,
    until: new Date(end).toISOString(),
    firstUntil: previous.firstUntil ?? previous.until,
  }
}

/** Keeps the old login for longer, and tells so the first time. */
export async function prolong(
  ports: AppPorts,
  tx: Repositories,
  stored: ContainerRegistry,
  previous: PreviousSecret,
): Promise<void> {
  const {
    id: registryId,
    name,
    organizationId,
  } = await tx.registries.save({
    ...stored,
    previous,
    updatedAt: timestamp(ports),
  })
  if (stored.previous?.firstUntil) return
  const last = new Date(lastEnd(previous)).toISOString()
  await tx.events.append({
    type: 'registry.rotation_prolonged',
    organizationId,
    data: { registryId, name, previousUntil: previous.until, last },
  })
}
