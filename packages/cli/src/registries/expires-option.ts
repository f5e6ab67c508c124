import { usageFailure } from '../failure.ts'
import { text } from '../options.ts'

export const expiresOption = text(
  'DATE',
  'When the credential ends, such as 2027-01-31, where its vendor does not tell (its warnings come from it); none takes the date away',
)

/** Null for `none`. Throws a usage failure for what is no day and no time. */
export function readExpiry(given: string): string | null {
  if (given === 'none') return null
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(given)
  if (isDate && !Number.isNaN(Date.parse(given))) return given
  throw usageFailure(`--expires: "${given}" is no date.`, 'Write it as 2027-01-31 or 2027-01-31T12:00:00Z.')
}
