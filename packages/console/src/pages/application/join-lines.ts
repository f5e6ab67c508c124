import type { LogEntry } from '@fairlead/api/client'

/** The oldest lines go when there are more: a browser's memory has an end. */
export const MOST_LINES = 100_000

const keyOf = ({ created_at, pod_name, stream, message }: LogEntry): string =>
  `${created_at} ${pod_name} ${stream} ${message}`

/**
 * Lines and those that come after them. A stream that is taken up again tells the last lines once more: what is there
 * already, up to as many times as it is there, is left out.
 */
export function joinLines(before: readonly LogEntry[], come: readonly LogEntry[]): readonly LogEntry[] {
  const last = before.at(-1)
  const [first] = come
  if (!last || !first) return [...before, ...come].slice(-MOST_LINES)
  if (first.created_at > last.created_at) return [...before, ...come].slice(-MOST_LINES)
  const known = new Map<string, number>()
  for (const line of before) {
    if (line.created_at < first.created_at) continue
    known.set(keyOf(line), (known.get(keyOf(line)) ?? 0) + 1)
  }
  const fresh = come.filter((line) => {
    const times = known.get(keyOf(line)) ?? 0
    if (times > 0) known.set(keyOf(line), times - 1)
    return times === 0
  })
  return [...before, ...fresh].slice(-MOST_LINES)
}
