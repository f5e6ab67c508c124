import type { Principal } from '../domain/identity.ts'
import type { AppEvent } from '../events.ts'
import { theOrganization } from './access.ts'
import type { AppPorts } from './ports.ts'

const BATCH = 500

/**
 * The events of an organization with an id greater than `after`, then those to come, until the signal fires.
 * `after` undefined begins with the next event. Each event comes exactly once, in order.
 */
export const readEvents =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    after: number | undefined,
    signal: AbortSignal,
  ): Promise<AsyncIterable<AppEvent>> => {
    await theOrganization(ports.store, who, organizationId)
    const start = after ?? (await ports.store.events.last(organizationId))
    return follow(ports, organizationId, start, signal)
  }

async function* follow(
  ports: AppPorts,
  organizationId: string,
  start: number,
  signal: AbortSignal,
): AsyncGenerator<AppEvent> {
  let position = start
  while (!signal.aborted) {
    // Asked before the look, so that an append between look and wait still wakes us.
    const appended = ports.eventSignal.next(signal)
    const events = await ports.store.events.since(organizationId, position, BATCH)
    for (const event of events) {
      yield event
      position = event.id
    }
    if (events.length < BATCH) await appended
  }
}
