import { crashFaults } from './faults/crash-faults.ts'
import { creationFaults } from './faults/creation-faults.ts'
import { imageFaults } from './faults/image-faults.ts'
import { lostPods } from './faults/late-faults.ts'
import { pausedFault } from './faults/paused-fault.ts'
import { placementFaults } from './faults/placement-faults.ts'
import { probeFaults } from './faults/probe-faults.ts'
import { startFaults } from './faults/start-faults.ts'
import type { Snapshot } from './snapshot.ts'
import type { FaultFinder, Patience, Suspicion } from './suspicion.ts'

// In the order of the way of a pod: what stops it early is told first.
const FINDERS: readonly FaultFinder[] = [
  pausedFault,
  creationFaults,
  placementFaults,
  imageFaults,
  startFaults,
  crashFaults,
  probeFaults,
  lostPods,
]

/** Remembers since when each fault has been there without a break. */
export interface Suspects {
  /** Those that are certain by now, and when the next one will be. */
  look(snapshot: Snapshot, nowMs: number): { certain: readonly Suspicion[]; nextMs: number }
  /** All that were there at the last look. */
  readonly present: readonly Suspicion[]
}

export function createSuspects(patience: Patience): Suspects {
  let since = new Map<string, number>()
  let present: readonly Suspicion[] = []
  return {
    get present() {
      return present
    },
    look: (snapshot, nowMs) => {
      present = FINDERS.flatMap((find) => find(snapshot, patience))
      since = new Map(present.map(({ key }) => [key, since.get(key) ?? nowMs]))
      const aged = present.map((suspicion) => ({
        suspicion,
        dueMs: (since.get(suspicion.key) ?? nowMs) + suspicion.patienceMs,
      }))
      return {
        certain: aged.filter(({ dueMs }) => dueMs <= nowMs).map(({ suspicion }) => suspicion),
        nextMs: Math.min(...aged.map(({ dueMs }) => dueMs).filter((dueMs) => dueMs > nowMs)),
      }
    },
  }
}
