import { FIELD_MANAGER } from '../connection/kube-api.ts'
import type { Kind, KubeObject, ManagedFields } from '../connection/objects.ts'
import { refusalOf } from '../connection/refusal.ts'
import { isOurs, othersAt, type Step } from '../drift/field-manager.ts'
import { joinFields, splitFields } from '../drift/owned-fields.ts'
import { changesOf, textOf } from '../drift.ts'
import type { KubernetesContext } from '../settings.ts'
import { mayTake } from './conflict.ts'
import { titleOf } from './own-objects.ts'

const ATTEMPTS = 5

/**
 * Makes Fairlead the owner of what a person put beside its fields where that runs something, such as one more variable: an
 * apply removes what only its own manager has and names no longer, so that the next one takes it out, in the same rollout.
 * Nothing but the ownership is changed here. What a controller added stays: it would add it again.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership
 */
export async function takeOutAdded(
  { api }: Pick<KubernetesContext, 'api'>,
  wanted: KubeObject,
  present: KubeObject,
  onTaken: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { name, namespace } = wanted.metadata
  const kind = wanted.kind as Kind
  for (let attempt = 1; ; attempt += 1) {
    const live = attempt === 1 ? present : await api.get<KubeObject>(kind, namespace, name, signal)
    const paths = live ? addedByPersons(wanted, live) : []
    if (live === undefined || paths.length === 0) return
    const { resourceVersion, managedFields = [] } = live.metadata
    const change = { metadata: { resourceVersion, managedFields: takenOver(managedFields, paths) } }
    try {
      await api.patch(kind, namespace, name, change, signal)
      const who = new Set(
        paths.flatMap((path) => othersAt(managedFields, path)).map(({ manager }) => manager),
      )
      onTaken(
        `Takes ${paths.map(textOf).join(', ')} of the ${titleOf(wanted)} out, added by ${[...who].join(', ')}.`,
      )
      return
    } catch (error) {
      // Somebody, such as its controller, changed it in between.
      if (refusalOf(error)?.status !== 409 || attempt === ATTEMPTS) throw error
    }
  }
}

function addedByPersons(wanted: KubeObject, live: KubeObject): (readonly Step[])[] {
  return changesOf(wanted, live)
    .filter(({ change }) => change === 'added')
    .map(({ path }) => path)
    .filter((path) => {
      const others = othersAt(live.metadata.managedFields ?? [], path)
      const field = textOf(path)
      return others.length > 0 && others.every(({ manager = '' }) => mayTake({ manager, field }))
    })
}

/** Who owns what when these fields are ours. */
function takenOver(entries: readonly ManagedFields[], paths: readonly (readonly Step[])[]): ManagedFields[] {
  let ours = {}
  const others = entries.map((entry) => {
    if (isOurs(entry)) return entry
    let fields = entry.fieldsV1 ?? {}
    for (const path of paths) {
      const split = splitFields(fields, path)
      if (split === undefined) continue
      fields = split.kept
      ours = joinFields(ours, split.taken)
    }
    return { ...entry, fieldsV1: fields }
  })
  return others
    .filter(({ fieldsV1 = {} }) => Object.keys(fieldsV1).length > 0)
    .map((entry) =>
      entry.operation === 'Apply' && entry.manager === FIELD_MANAGER
        ? { ...entry, fieldsV1: joinFields(entry.fieldsV1 ?? {}, ours) }
        : entry,
    )
}
