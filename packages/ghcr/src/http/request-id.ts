import { randomBytes } from 'node:crypto'
import type { Clock } from '@fairlead/core'

/** In GitHub's form: four random groups and the time in seconds, all hexadecimal: `04A5:4620B:116D8:19FE9:657929E8`. */
export function makeRequestId(clock: Clock): string {
  const groups = [2, 3, 3, 3].map((bytes) => randomBytes(bytes).toString('hex').toUpperCase())
  const seconds = Math.floor(clock.now().getTime() / 1000)
  return [...groups, seconds.toString(16).toUpperCase()].join(':')
}
