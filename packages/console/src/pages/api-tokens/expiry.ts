const DAY_MS = 86_400_000
/** From when on the end of a token is warned of. */
const WARNING_MS = 14 * DAY_MS

export const EXPIRIES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'date', label: 'On a date' },
  { value: 'never', label: 'Never' },
] as const

/** `2027-01-31` of a day, as the browser's own date field holds it. */
export const dayOf = (time: Date): string => {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
}

/** When a token ends that was asked to last so; null for never. A date counts to its end where the browser is. */
export function endOf(expiry: string, date: string, now: number): string | null {
  if (expiry === 'never') return null
  if (expiry !== 'date') return new Date(now + Number(expiry) * DAY_MS).toISOString()
  return new Date(`${date}T23:59:59`).toISOString()
}

/** Why a date cannot be the end of a token; null when it can. */
export function dateFault(date: string, now: number): string | null {
  const end = Date.parse(`${date}T23:59:59`)
  if (Number.isNaN(end)) return 'Choose a day.'
  return end <= now ? 'This day is over. Choose today or a later one.' : null
}

export type ExpiryState = 'never' | 'later' | 'soon' | 'over'

export function expiryState(expiresAt: string | null, now: number): ExpiryState {
  if (expiresAt === null) return 'never'
  const left = Date.parse(expiresAt) - now
  return left <= 0 ? 'over' : left < WARNING_MS ? 'soon' : 'later'
}
