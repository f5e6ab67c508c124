import { type Clock, type Exchange, type Finding, finding } from '@fairlead/core'

/** What requests take on their way, and clocks that nobody minds: tokens bear five minutes at least. */
const TOLERATED_MS = 5 * 60_000

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

function howMuch(ms: number): string {
  const [size, unit] =
    ms >= 2 * DAY_MS ? [DAY_MS, 'days'] : ms >= 2 * HOUR_MS ? [HOUR_MS, 'hours'] : [MINUTE_MS, 'minutes']
  return `${Math.round(ms / Number(size))} ${unit}`
}

/**
 * The finding for a clock that differs from the registry's by more than tokens, signatures and certificates bear.
 * `serverTime` is that of its `Date` header (RFC 9110 §6.6.1), in milliseconds since 1970.
 */
export function clockSkew(
  host: string,
  serverTime: number | undefined,
  clock: Clock,
  asked: string,
): Finding | undefined {
  if (serverTime === undefined) return undefined
  const now = clock.now()
  const ahead = now.getTime() - serverTime
  if (Math.abs(ahead) <= TOLERATED_MS) return undefined
  const evidence: Exchange[] = [
    { asked, answered: `Date: ${new Date(serverTime).toUTCString()}` },
    { asked: 'the clock of this machine', answered: now.toUTCString() },
  ]
  return finding('clock.skewed', {
    summary: `The clock of this machine is ${howMuch(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} that of ${host}: tokens and certificates count as expired, or as not valid yet.`,
    evidence,
    remedy: { action: 'Set the clock of this machine by a time server (NTP), then try again.' },
  })
}
