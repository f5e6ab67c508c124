import { expect, test } from 'vitest'
import { formatDuration, relativeTime } from './time.tsx'

const NOW = Date.parse('2026-11-01T12:00:00Z')

test.each([
  ['2026-11-01T11:59:55Z', 'just now'],
  ['2026-11-01T12:00:05Z', 'now'],
  ['2026-11-01T11:59:20Z', '40 seconds ago'],
  ['2026-11-01T10:00:00Z', '2 hours ago'],
  ['2026-11-02T13:00:00Z', 'tomorrow'],
  ['2026-11-15T12:00:00Z', 'in 14 days'],
  ['2024-10-01T12:00:00Z', '2 years ago'],
])('%s is %s', (time, words) => expect(relativeTime(time, NOW)).toBe(words))

test.each([
  [349.6, '350 ms'],
  [2_140, '2.1 s'],
  [245_000, '4 min 5 s'],
  [119_700, '2 min 0 s'],
])('%d milliseconds are %s', (milliseconds, words) => expect(formatDuration(milliseconds)).toBe(words))
