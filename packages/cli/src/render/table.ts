import type { Style } from './style.ts'
import { cutText, padText, plainLine, textWidth } from './text.ts'

const GAP = '  '
const NARROWEST = 8

/** Column widths that fit: the widest column gives way first, down to something still readable. */
function fit(widths: readonly number[], available: number): number[] {
  const fitted = [...widths]
  const total = (): number => fitted.reduce((sum, width) => sum + width, GAP.length * (fitted.length - 1))
  while (total() > available) {
    const widest = fitted.indexOf(Math.max(...fitted))
    const width = fitted[widest]
    if (width === undefined || width <= NARROWEST) break
    fitted[widest] = width - 1
  }
  return fitted
}

/** Text of a table, painted once it is cut and padded. */
export type Cell = string | { readonly text: string; paint(text: string): string }

const textOf = (cell: Cell): string => plainLine(typeof cell === 'string' ? cell : cell.text) || '–'
const paintOf = (cell: Cell | undefined): ((text: string) => string) =>
  typeof cell === 'object' ? cell.paint : (text) => text

/**
 * Rows under a heading in aligned columns, without a frame, so that `awk` reads them too. Cells are cut where the
 * table is wider than `width` columns.
 */
export function renderTable(
  heading: readonly string[],
  rows: readonly (readonly Cell[])[],
  options: { readonly width: number; readonly style: Style },
): string {
  const natural = heading.map((title, index) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(textOf(row[index] ?? '')))),
  )
  const widths = fit(natural, options.width)
  const line = (row: readonly Cell[]): string =>
    row
      .map((cell, index) => {
        const cut = cutText(textOf(cell), widths[index] ?? 0)
        return index === row.length - 1 ? paintOf(cell)(cut) : paintOf(cell)(padText(cut, widths[index] ?? 0))
      })
      .join(GAP)
  const title = line(heading.map((text) => text.toUpperCase()))
  return `${[options.style.dim(title), ...rows.map(line)].join('\n')}\n`
}

/** `name   value` lines with the values aligned. Entries without a value are left out. */
export function renderFacts(
  facts: readonly (readonly [string, Cell | null | undefined])[],
  options: { readonly style: Style; readonly indent?: string },
): string {
  const shown = facts.filter((fact): fact is readonly [string, Cell] => Boolean(fact[1]))
  const width = Math.max(0, ...shown.map(([name]) => textWidth(name)))
  return shown
    .map(
      ([name, value]) =>
        `${options.indent ?? ''}${options.style.dim(padText(name, width))}  ${paintOf(value)(textOf(value))}\n`,
    )
    .join('')
}
