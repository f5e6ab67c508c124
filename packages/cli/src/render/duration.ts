/** `12 ms`, `1.4 s`, `2 min 5 s`: milliseconds as a person says them. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds)
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  const rest = seconds % 60
  return rest === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${rest} s`
}

/** `2026-11-22 17:10:03Z` from ISO 8601: the same on every machine, and it sorts. */
export function formatTime(iso: string | null | undefined): string {
  if (!iso) return '–'
  const time = new Date(iso)
  return Number.isNaN(time.getTime()) ? iso : `${time.toISOString().slice(0, 19).replace('T', ' ')}Z`
}
