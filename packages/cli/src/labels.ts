import type { OptionSpec } from './command.ts'

/** `IMAGE_OR_OWNER` from `imageOrOwner`. */
export const argumentLabel = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

/** What help says of an option's value when it is not given; empty when there is nothing to say. */
export function describeFallback({ fallback, value, parse }: OptionSpec<unknown>): string {
  if (fallback === undefined || value === undefined || Array.isArray(fallback)) return ''
  // A number with a parser of its own is a time in milliseconds.
  return typeof fallback === 'number' && parse ? describeTime(fallback) : String(fallback)
}

const describeTime = (milliseconds: number): string =>
  milliseconds % 60_000 === 0 ? `${milliseconds / 60_000}m` : `${milliseconds / 1000}s`
