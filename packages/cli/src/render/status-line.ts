import type { Output } from '../io.ts'
import { layoutWidth, type Style } from './style.ts'
import { padText, plainLine, textWidth, wrapText } from './text.ts'

export type Outcome = 'good' | 'warning' | 'bad' | 'none'

/** ✓ went well, ! look at it, ✗ did not, – was not done. */
export const MARKS: Record<Outcome, string> = { good: '✓', warning: '!', bad: '✗', none: '–' }

export function paintMark(outcome: Outcome, style: Style): string {
  const paint = { good: style.green, warning: style.yellow, bad: style.red, none: style.dim }[outcome]
  return paint(MARKS[outcome])
}

const DURATION_WIDTH = 7
// Narrower than this, the detail goes under its title instead of beside it.
const MIN_DETAIL = 34

/**
 * `✓ Title           12 ms  detail`, the detail wrapped under itself on a terminal; ends with a line feed.
 * `titleWidth` is the width of the title column.
 */
export function renderStatusLine(
  line: {
    readonly outcome: Outcome
    readonly title: string
    readonly duration: string
    readonly detail: string
  },
  options: { readonly output: Output; readonly style: Style; readonly titleWidth: number },
): string {
  const { style, output, titleWidth } = options
  const width = layoutWidth(output)
  const title = padText(plainLine(line.title), titleWidth)
  const duration = line.duration.padStart(DURATION_WIDTH)
  const detail = plainLine(line.detail)
  const head = `  ${paintMark(line.outcome, style)} ${title}  ${style.dim(duration)}`
  if (detail === '') return `${head.trimEnd()}\n`
  const paint = line.outcome === 'none' ? style.dim : (text: string): string => text
  const start = textWidth(head) + 2
  const beside = width - start >= MIN_DETAIL
  const indent = ' '.repeat(beside ? start : 4)
  const lines = wrapText(detail, width - indent.length).map((text) => paint(text))
  return beside
    ? `${head}  ${lines.join(`\n${indent}`)}\n`
    : `${head}\n${lines.map((text) => indent + text).join('\n')}\n`
}
