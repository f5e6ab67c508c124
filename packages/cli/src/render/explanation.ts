import type { Io } from '../io.ts'
import type { ShownExplanation } from './diagnosis.ts'
import { type Outcome, paintMark } from './status-line.ts'
import { layoutWidth, type Style } from './style.ts'
import { plainLine, wrapText } from './text.ts'

type State = ShownExplanation['causes'][number]['state']

// A cause that is so is bad news, and one that is not is nothing to look at.
const OUTCOMES: Record<State, Outcome> = { confirmed: 'bad', 'ruled-out': 'good', 'not-testable': 'none' }
const WORDS: Record<State, string> = {
  confirmed: 'this is it',
  'ruled-out': 'not so',
  'not-testable': 'not known',
}
const INDENT = '    '

const wrapped = (text: string, width: number, paint: (line: string) => string = (line) => line): string =>
  wrapText(plainLine(text), width - INDENT.length)
    .map((line) => `${INDENT}${paint(line)}\n`)
    .join('')

/** What a line means, and each cause that fits it with what speaks for it or against it. */
export function renderExplanation(
  { line, tool, meaning, causes }: ShownExplanation,
  output: Io['stdout'],
  style: Style,
): string {
  const width = layoutWidth(output)
  const who = tool ? `the line, as ${tool} prints it` : 'the line'
  const head = `\n  ${style.dim(who)}\n${wrapped(line, width, style.cyan)}${wrapped(meaning, width)}`
  const fitting = causes.map(({ state, text, because }) => {
    const word = WORDS[state].padEnd(10)
    const start = `  ${paintMark(OUTCOMES[state], style)} ${style.dim(word)}  `
    const column = 2 + 2 + word.length + 2
    const lines = wrapText(plainLine(text), width - column)
    const first = lines.map((each, index) => {
      const painted = state === 'confirmed' ? style.bold(each) : each
      return index === 0 ? `${start}${painted}\n` : `${' '.repeat(column)}${painted}\n`
    })
    const reason = wrapText(plainLine(because), width - column).map(
      (each) => `${' '.repeat(column)}${style.dim(each)}\n`,
    )
    return [...first, ...reason].join('')
  })
  return `${head}${causes.length > 0 ? '\n' : ''}${fitting.join('')}`
}
