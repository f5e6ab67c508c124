import type { ServiceIdentity } from '@fairlead/core'
import { failedWith } from '../../outcome.ts'
import type { Kind, KubeObject } from '../connection/objects.ts'
import { refusalOf } from '../connection/refusal.ts'
import type { KubernetesContext } from '../settings.ts'
import { conflictFinding, conflictsOf, mayTake } from './conflict.ts'
import { belongsTo, titleOf } from './own-objects.ts'
import { explainedRefusal } from './refusal-finding.ts'
import { takenFinding } from './taken.ts'

interface Applying {
  readonly service: ServiceIdentity
  readonly dryRun?: boolean
  /** Hears of fields that were taken back from somebody. */
  onTaken?(text: string): void
}

/** Throws `target.failed` where an object of that name belongs to somebody else. Gives what is there. */
export async function expectOwn<T extends KubeObject>(
  { api }: Pick<KubernetesContext, 'api'>,
  object: KubeObject,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<T | undefined> {
  const { namespace, name } = object.metadata
  const live = await api.get<T>(object.kind as Kind, namespace, name, signal)
  if (live === undefined || belongsTo(live, service)) return live
  throw failedWith([takenFinding(object, live)])
}

/** Applies one object as `fairlead`. Throws `target.failed` with a finding that says what was refused and why. */
export async function applyObject<T extends KubeObject>(
  { api }: Pick<KubernetesContext, 'api'>,
  object: KubeObject,
  { dryRun = false, onTaken }: Applying,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await api.apply<T>(object, { dryRun }, signal)
  } catch (error) {
    const refusal = refusalOf(error)
    const conflicts = refusal ? conflictsOf(refusal) : []
    if (!refusal || conflicts.length === 0) throw explainedRefusal(titleOf(object), error)
    if (!conflicts.every(mayTake)) throw failedWith([conflictFinding(titleOf(object), conflicts)], error)
    for (const { field, manager } of conflicts) {
      onTaken?.(`Took ${field} of the ${titleOf(object)} back from ${manager}.`)
    }
  }
  try {
    return await api.apply<T>(object, { dryRun, force: true }, signal)
  } catch (error) {
    throw explainedRefusal(titleOf(object), error)
  }
}
