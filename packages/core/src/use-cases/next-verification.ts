/** Scheduled verifications of a connection come this often, in milliseconds, where nothing else is said. */
export const USUAL_VERIFY_EVERY_MS = 6 * 3_600_000

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const FIRST_RETRY_MS = 5 * MINUTE_MS
const FIRST_LOOK_MS = 15 * MINUTE_MS

/** Close to its end a credential is looked at more often: at 1/`often` of the usual interval. */
const NEAR_THE_END: readonly { readonly leftMs: number; readonly often: number }[] = [
  { leftMs: DAY_MS, often: 6 },
  { leftMs: 7 * DAY_MS, often: 2 },
]

/**
 * From 0 up to 1, spread evenly over ids, the same on every server: FNV-1a over the text, mixed so that neighbouring
 * days differ. http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function phaseOf(registryId: string, day: number): number {
  let hash = 0x811c9dc5
  for (const character of `${registryId} ${day}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/**
 * The first of a registry's own times that is not before `from`. Each interval has one such time, somewhere in it by the
 * registry's id and the day, so that all registries together are spread over the interval whatever happened before.
 */
function ownTime(registryId: string, from: number, everyMs: number): number {
  for (let interval = Math.floor(from / everyMs); ; interval += 1) {
    const begin = interval * everyMs
    const time = begin + Math.floor(phaseOf(registryId, Math.floor(begin / DAY_MS)) * everyMs)
    if (time >= from) return time
  }
}

/** When a registry is verified that was never planned: within one interval from now. */
export const firstVerification = (registryId: string, now: Date, everyMs: number): Date =>
  new Date(Math.min(ownTime(registryId, now.getTime(), everyMs), now.getTime() + everyMs))

/**
 * When a registry is verified again after a verification that found no error: half an interval to one and a half from
 * now, more often near the end of its credential, and right after it.
 */
export function nextVerification(
  registryId: string,
  now: Date,
  usualMs: number,
  expiresAt: string | null | undefined,
): Date {
  const at = now.getTime()
  const leftMs = Date.parse(expiresAt ?? '') - at
  const { often } = NEAR_THE_END.find((each) => leftMs > 0 && leftMs <= each.leftMs) ?? { often: 1 }
  const everyMs = Math.max(usualMs / often, Math.min(usualMs, MINUTE_MS))
  const next = Math.min(ownTime(registryId, at + everyMs / 2, everyMs), at + everyMs * 1.5)
  return new Date(leftMs > 0 ? Math.min(next, at + leftMs + MINUTE_MS) : next)
}

/**
 * The next look within the grace time of a rotation, if it is not `usual` sooner: a quarter of an hour after it, then after as long
 * again as has gone by. A new login fails early or late, and the old one helps only while it is kept.
 */
export function nextWithinGrace(now: Date, rotatedAt: string, usual: Date): Date {
  const gone = now.getTime() - Date.parse(rotatedAt)
  return new Date(Math.min(usual.getTime(), now.getTime() + Math.max(gone, FIRST_LOOK_MS)))
}

/** When a registry is verified again whose latest `failures` verifications failed or could not be made: ever later. */
export function nextAfterFailure(registryId: string, now: Date, everyMs: number, failures: number): Date {
  const delayMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(Math.max(failures, 1) - 1, 20), everyMs)
  return new Date(now.getTime() + Math.round(delayMs * (0.9 + 0.2 * phaseOf(registryId, failures))))
}
