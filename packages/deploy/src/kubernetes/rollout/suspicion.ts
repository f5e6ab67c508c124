import type { Finding } from '@fairlead/core'
import type { ContainerPlace } from './log-tail.ts'
import type { Snapshot } from './snapshot.ts'

/** Something that is wrong with a rollout, and how long it must stay so before nothing else can come of it. */
export interface Suspicion {
  /** The same at each look that finds the same fault. */
  readonly key: string
  /** 0: certain at once; Infinity: told when the time is over. */
  readonly patienceMs: number
  readonly finding: Finding
  /** Container whose last lines belong to the evidence. */
  readonly logOf?: Omit<ContainerPlace, 'namespace'>
}

/** How long what may still end by itself is waited for. */
export interface Patience {
  /** For a node, a quota or an admission. */
  readonly placementMs: number
}

/** Looks for one kind of fault. */
export type FaultFinder = (snapshot: Snapshot, patience: Patience) => readonly Suspicion[]

/** Of several pods with the same fault one is told. */
export function onePerFault(suspicions: readonly Suspicion[]): readonly Suspicion[] {
  const seen = new Set<string>()
  return suspicions.filter(({ finding: { code, summary } }) => {
    const fault = `${code} ${summary}`
    return !seen.has(fault) && seen.add(fault)
  })
}
