import type { ArgumentSpec, OptionSpec } from './command.ts'
import { usageFailure } from './failure.ts'

/** An argument that must be there. */
export const argument = (summary: string): ArgumentSpec<string> => ({ summary, required: true })

/** An argument that may be left out. */
export const optionalArgument = (summary: string): ArgumentSpec<string | undefined> => ({
  summary,
  required: false,
})

/** `--name`: false unless given. */
export const flag = (summary: string): OptionSpec<boolean> => ({ summary, fallback: false })

/** `--name` and `--no-name`; true unless said otherwise. */
export const toggle = (summary: string): OptionSpec<boolean> => ({ summary, fallback: true, negatable: true })

/** `--name VALUE`. */
export const text = (
  value: string,
  summary: string,
  more: { readonly short?: string } = {},
): OptionSpec<string | undefined> => ({ summary, value, ...more })

/** `--name VALUE`, any number of times. */
export const texts = (
  value: string,
  summary: string,
  more: { readonly short?: string } = {},
): OptionSpec<readonly string[]> => ({ summary, value, repeated: true, fallback: [], ...more })

/** `--name VALUE` with a value of its own when it is not given. */
export const textOr = (value: string, fallback: string, summary: string): OptionSpec<string> => ({
  summary,
  value,
  fallback,
})

/** `--name VALUE`, the value one of a few. */
export const choice = <const C extends string>(
  value: string,
  choices: readonly C[],
  fallback: NoInfer<C>,
  summary: string,
  more: { readonly short?: string } = {},
): OptionSpec<C> => ({ summary, value, choices, fallback, ...more })

/** `--name NUMBER`, whole and within bounds. */
export const integer = (
  value: string,
  bounds: { readonly min: number; readonly max: number },
  summary: string,
): OptionSpec<number | undefined> => ({
  summary,
  value,
  parse(text) {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= bounds.min && number <= bounds.max) return number
    throw usageFailure(`"${text}" is not a whole number from ${bounds.min} to ${bounds.max}.`)
  },
})

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `--name 90s`, in milliseconds: a number with `ms`, `s`, `m` or `h`; seconds without a unit. */
export const duration = (summary: string, fallbackMs: number): OptionSpec<number> => ({
  summary,
  value: 'TIME',
  fallback: fallbackMs,
  parse(text) {
    const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? []
    const milliseconds = Number(number) * (UNITS[unit] ?? Number.NaN)
    // Node's timers count in 32 bits: https://nodejs.org/docs/latest-v24.x/api/timers.html#settimeoutcallback-delay-args
    if (milliseconds > 0 && milliseconds < 2 ** 31) return milliseconds
    throw usageFailure(`"${text}" is not a time.`, 'Write it as 90s, 5m or 1h.')
  },
})
