import type { Io, Output } from '../io.ts'
import type { ShownFinding } from './shapes.ts'
import { type Outcome, paintMark } from './status-line.ts'
import { createStyle, layoutWidth, type Style } from './style.ts'
import { plainLine, wrapText } from './text.ts'

const OUTCOMES: Record<ShownFinding['severity'], Outcome> = { error: 'bad', warning: 'warning', info: 'none' }
const INDENT = '    '
const LABEL_WIDTH = 10

/** `3 errors and 1 warning`; `no findings` when there is none. */
export function countFindings(findings: readonly Pick<ShownFinding, 'severity'>[]): string {
  const count = (severity: ShownFinding['severity'], noun: string): string[] => {
    const number = findings.filter((finding) => finding.severity === severity).length
    return number === 0 ? [] : [`${number} ${noun}${number === 1 ? '' : 's'}`]
  }
  const parts = [...count('error', 'error'), ...count('warning', 'warning'), ...count('info', 'note')]
  if (parts.length === 0) return 'no findings'
  return parts.length === 1 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

type Paint = (text: string) => string
const asIs: Paint = (text) => text

function renderLabelled(label: string, text: string, paint: Paint, width: number, style: Style): string {
  const indent = INDENT + ' '.repeat(LABEL_WIDTH)
  return wrapText(plainLine(text), width - indent.length)
    .map(
      (line, index) => (index === 0 ? INDENT + style.dim(label.padEnd(LABEL_WIDTH)) : indent) + paint(line),
    )
    .map((line) => `${line}\n`)
    .join('')
}

/** One finding: its sentence, what was asked and answered, what to do and where, and its code. */
export function renderFinding(finding: ShownFinding, output: Output, style: Style): string {
  const width = layoutWidth(output)
  const summary = wrapText(plainLine(finding.summary), width - INDENT.length)
  const lines = summary.map((line, index) =>
    index === 0
      ? `  ${paintMark(OUTCOMES[finding.severity], style)} ${style.bold(line)}`
      : `${INDENT}${style.bold(line)}`,
  )
  const labelled = (label: string, text: string, paint: Paint = asIs): string =>
    renderLabelled(label, text, paint, width, style)
  const evidence = finding.evidence.map(
    ({ asked, answered }) => labelled('asked', asked) + labelled('answered', answered),
  )
  const { action, link } = finding.remedy ?? {}
  const remedy = (action ? labelled('do', action) : '') + (link ? labelled('at', link, style.cyan) : '')
  return `${lines.join('\n')}\n${evidence.join('')}${remedy}${labelled('code', finding.code, style.dim)}`
}

/** All findings, a blank line before each. */
export function renderFindings(
  findings: readonly ShownFinding[],
  io: Pick<Io, 'env'>,
  output: Output,
): string {
  const style = createStyle(output, io.env)
  return findings.map((finding) => `\n${renderFinding(finding, output, style)}`).join('')
}
