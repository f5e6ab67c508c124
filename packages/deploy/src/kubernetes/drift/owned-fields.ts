import { type Fields, isFields, keyOf, type Step } from './field-manager.ts'

/**
 * A set of fields as FieldsV1 writes it, in two: without the field at this path and what is below it, and that alone.
 * Undefined where the set does not have it.
 * https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#fieldsv1-v1-meta
 */
export function splitFields(
  fields: Fields,
  [step, ...rest]: readonly Step[],
): { readonly kept: Fields; readonly taken: Fields } | undefined {
  const key = step === undefined ? undefined : keyOf(fields, step)
  if (key === undefined) return undefined
  const { [key]: within, ...others } = fields
  if (!isFields(within)) return undefined
  // A list or map that is owned as a whole has nothing below it.
  if (rest.length === 0 || Object.keys(within).length === 0) return { kept: others, taken: { [key]: within } }
  const below = splitFields(within, rest)
  if (below === undefined) return undefined
  // Without an item of it, a list is nobody's.
  const isLast = Object.keys(below.kept).every((each) => each === SELF)
  return isLast
    ? { kept: others, taken: { [key]: { ...below.kept, ...below.taken } } }
    : { kept: { ...others, [key]: below.kept }, taken: { [key]: below.taken } }
}

/** The field itself, where fields below it are named as well. */
const SELF = '.'

/** The fields of both sets. */
export function joinFields(a: Fields, b: Fields): Fields {
  const joined: Record<string, unknown> = { ...a }
  for (const [key, fields] of Object.entries(b)) {
    const own = joined[key]
    joined[key] = isFields(own) && isFields(fields) ? joinFields(own, fields) : fields
  }
  return joined
}
