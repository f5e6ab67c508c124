import { usageFailure } from '../failure.ts'
import { text } from '../options.ts'

export const expiresOption = text(
  'DATE',
  'When the credential ends, such as 2027-01-31, where its vendor does not tell (its warnings come from it); none takes the date away',
)

const DATE = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/

/** Whether the calendar has such a day: of February 30 `Date` makes one of March. */
const isDay = (day: string): boolean => {
  const time = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day)
}

/** Null for `none`. Throws a usage failure for what is no day and no time. */
export function readExpiry(given: string): string | null {
  if (given === 'none') return null
  const [, day] = DATE.exec(given) ?? []
  if (day && isDay(day) && !Number.isNaN(Date.parse(given))) return given
  throw usageFailure(`--expires: "${given}" is no date.`, 'Write it as 2027-01-31 or 2027-01-31T12:00:00Z.')
}
