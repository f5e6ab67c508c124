import type { Progress } from '@fairlead/core'
import { withoutQueries } from '../../without-queries.ts'
import type { Snapshot } from './snapshot.ts'

/** Tells what the cluster says of the new pods, each thing of each pod once. */
export function createEventLines(progress: Progress): (snapshot: Snapshot) => void {
  const told = new Set<string>()
  return ({ events }) => {
    for (const { involvedObject, reason = '', message = '' } of events) {
      const line = `${involvedObject.name}: ${reason}: ${withoutQueries(message).replace(/\s+/g, ' ').trim()}`
      if (told.has(line)) continue
      told.add(line)
      progress.log(line.slice(0, 500))
    }
  }
}
