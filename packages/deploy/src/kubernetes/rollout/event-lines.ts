import type { Progress } from '@fairlead/core'
import { withoutQueries } from '../../without-queries.ts'
import { FIELD_MANAGER } from '../connection/kube-api.ts'
import type { DeploymentObject } from '../connection/objects.ts'
import { type Snapshot, timeOf } from './snapshot.ts'

/**
 * Tells what the cluster says of the new pods, each thing of each pod once. Pods that were there before the apply, as
 * those of a version that is brought back, have a story of their own that is not told again.
 */
export function createEventLines(
  progress: Progress,
  applied: DeploymentObject,
): (snapshot: Snapshot) => void {
  const since = appliedAt(applied)
  const told = new Set<string>()
  return ({ events }) => {
    for (const event of events) {
      const { involvedObject, reason = '', message = '' } = event
      const line = `${involvedObject.name}: ${reason}: ${withoutQueries(message).replace(/\s+/g, ' ').trim()}`
      if (told.has(line) || secondOf(timeOf(event)) < since) continue
      told.add(line)
      progress.log(line.slice(0, 500))
    }
  }
}

/** By the cluster's own clock: an apply that changed nothing keeps the time of the one before. */
function appliedAt({ metadata }: DeploymentObject): string {
  const times = (metadata.managedFields ?? [])
    .filter(({ manager, subresource }) => manager === FIELD_MANAGER && !subresource)
    .map(({ time }) => secondOf(time ?? ''))
  return times.sort().at(-1) ?? ''
}

/** Some times of a cluster have fractions, most have none. */
const secondOf = (time: string): string => time.slice(0, 'YYYY-MM-DDThh:mm:ss'.length)
