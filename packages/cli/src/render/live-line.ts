import type { Output } from '../io.ts'
import { cutText } from './text.ts'

/** The last line of a terminal, which says what is going on now and gives way to what is printed for good. */
export interface LiveLine {
  /** Prints whole lines for good, above the live one. */
  print(text: string): void
  /** Replaces the live line; empty takes it away. Nothing is shown where no terminal is. */
  show(text: string): void
}

// ECMA-48: to the first column, then Erase in Line.
const CLEAR = '\r\u001b[K'

export function createLiveLine(output: Output, enabled: boolean = output.isTTY === true): LiveLine {
  let shown = ''
  const clear = (): void => {
    if (shown !== '') output.write(CLEAR)
  }
  return {
    print(text) {
      clear()
      output.write(text)
      if (shown !== '') output.write(shown)
    },
    show(text) {
      if (!enabled) return
      // A line as wide as the terminal wraps on some, and a wrapped line cannot be taken back.
      const next = cutText(text, (output.columns ?? 80) - 1)
      if (next === shown) return
      clear()
      shown = next
      output.write(shown)
    },
  }
}
