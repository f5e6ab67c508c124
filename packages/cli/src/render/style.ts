import type { Io, Output } from '../io.ts'

/** Paints text when the output is a terminal that shows colours, and leaves it alone otherwise. */
export interface Style {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  cyan(text: string): string
}

// Select Graphic Rendition parameters of ECMA-48, each with the one that ends it.
const SGR = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const satisfies Record<keyof Style, readonly [number, number]>

const paint = (name: keyof Style, enabled: boolean) => {
  const [on, off] = SGR[name]
  return (text: string): string => (enabled && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text)
}

/** True for a terminal, unless NO_COLOR is set or TERM is `dumb`; FORCE_COLOR asks for colours anyway. https://no-color.org */
export function showsColours(output: Output, env: Io['env']): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true
  return output.isTTY === true && env.TERM !== 'dumb'
}

export function createStyle(output: Output, env: Io['env']): Style {
  const enabled = showsColours(output, env)
  return {
    bold: paint('bold', enabled),
    dim: paint('dim', enabled),
    red: paint('red', enabled),
    green: paint('green', enabled),
    yellow: paint('yellow', enabled),
    cyan: paint('cyan', enabled),
  }
}

/** Columns to lay text out in: the terminal's, or no limit where no terminal is, so that a line stays a line. */
export const layoutWidth = (output: Output): number =>
  output.isTTY ? Math.max(20, output.columns ?? 80) : Number.POSITIVE_INFINITY
