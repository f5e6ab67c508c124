import { ApiError } from '@fairlead/api/client'

export interface Faults {
  /** What to show at the fields, by their names. */
  readonly fields: Readonly<Record<string, string>>
  /** The error, unless its fields say all of it already. */
  readonly rest: unknown
}

/** Sorts what the server said about a form: its faults of single fields go to those fields, anything else beside them. */
export function faultsOf(error: unknown, names: readonly string[]): Faults {
  if (error === undefined || error === null) return { fields: {}, rest: undefined }
  if (!(error instanceof ApiError) || error.issues.length === 0) return { fields: {}, rest: error }
  const fields: Record<string, string> = {}
  for (const { field, problem, remedy } of error.issues) {
    if (names.includes(field)) fields[field] ??= `It ${problem}. ${remedy}`
  }
  const all = error.issues.every(({ field }) => names.includes(field))
  return { fields, rest: all ? undefined : error }
}
