import { sameJson } from '@fairlead/core'
import { FIELD_MANAGER } from '../connection/kube-api.ts'
import type { ManagedFields, ObjectMeta } from '../connection/objects.ts'

/** One step into an object: a field's name, or the item of a list as it is now. */
export type Step = string | { readonly item: unknown; readonly label: string }

/**
 * Who else than Fairlead set the field last, as the cluster knows it; undefined where it does not.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function managerOf({ managedFields = [] }: ObjectMeta, path: readonly Step[]): string | undefined {
  const others = othersAt(managedFields, path)
  return others.toSorted((a, b) => ((a.time ?? '') < (b.time ?? '') ? 1 : -1))[0]?.manager
}

/** All others than Fairlead that set the field. */
export const othersAt = (entries: readonly ManagedFields[], path: readonly Step[]): ManagedFields[] =>
  entries.filter((entry) => entry.manager !== undefined && !isOurs(entry) && owns(entry.fieldsV1, path))

/** Fairlead's own, and those that it takes for what an autoscaler is to have. */
export const isOurs = ({ manager = '' }: ManagedFields): boolean =>
  manager === FIELD_MANAGER || manager.startsWith(`${FIELD_MANAGER}-`)

function owns(fields: unknown, [step, ...rest]: readonly Step[]): boolean {
  if (!isFields(fields)) return false
  if (step === undefined) return true
  const key = keyOf(fields, step)
  const within = key === undefined ? undefined : fields[key]
  // A list or map that is owned as a whole has nothing below it.
  return isFields(within) && (Object.keys(within).length === 0 || owns(within, rest))
}

/** What the step is called in a set of fields that has it. */
export const keyOf = (fields: Fields, step: Step): string | undefined =>
  Object.keys(fields).find((key) =>
    typeof step === 'string' ? key === `f:${step}` : isKeyOf(key, step.item),
  )

/** `k:{"name":"web"}` is the key of an item of a list, `v:"x"` that of a value. */
function isKeyOf(key: string, item: unknown): boolean {
  try {
    if (key.startsWith('v:')) return sameJson(JSON.parse(key.slice(2)), item)
    if (!key.startsWith('k:') || !isFields(item)) return false
    const wanted: unknown = JSON.parse(key.slice(2))
    return isFields(wanted) && Object.entries(wanted).every(([name, value]) => sameJson(item[name], value))
  } catch {
    return false
  }
}

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
