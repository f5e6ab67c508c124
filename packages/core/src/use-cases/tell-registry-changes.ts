import type { NewEvent } from '../events.ts'
import type { EventLog, Store } from '../ports/store.ts'

/** The registry whose login or address may be another one since this event. */
function changedBy(event: NewEvent): string | undefined {
  switch (event.type) {
    case 'registry.updated':
    case 'registry.rotated':
    case 'registry.rotation_undone':
      return event.data.registryId
    default:
      return undefined
  }
}

/** The same store, which tells of each registry whose login changed once that is stored. */
export function tellingRegistryChanges(store: Store, tell: (registryId: string) => void): Store {
  const transaction: Store['transaction'] = async (work, options) => {
    let changed: string[] = []
    const result = await store.transaction((tx) => {
      // The work may run again after a conflict.
      changed = []
      const append: EventLog['append'] = async (event) => {
        const appended = await tx.events.append(event)
        const registryId = changedBy(event)
        if (registryId !== undefined) changed.push(registryId)
        return appended
      }
      return work({ ...tx, events: { ...tx.events, append } })
    }, options)
    for (const registryId of new Set(changed)) tell(registryId)
    return result
  }
  return { ...store, transaction }
}
