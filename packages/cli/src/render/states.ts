import { MARKS, type Outcome } from './status-line.ts'
import type { Style } from './style.ts'
import type { Cell } from './table.ts'

const WORDS: Readonly<Record<string, string>> = { READY: 'not deployed' }

/** `DEPLOYMENT_ERROR` as `deployment error`. */
export const stateWords = (state: string): string => WORDS[state] ?? state.toLowerCase().replaceAll('_', ' ')

/** How a state of the contract is marked. */
export function stateOutcome(state: string): Outcome {
  if (state.endsWith('ERROR')) return 'bad'
  if (state === 'DEPLOYED' || state === 'RESTARTED') return 'good'
  return state.endsWith('ING') || state.endsWith('QUEUED') ? 'warning' : 'none'
}

export function markedCell(outcome: Outcome, words: string, style: Style): Cell {
  const paint = { good: style.green, warning: style.yellow, bad: style.red, none: style.dim }[outcome]
  return { text: `${MARKS[outcome]} ${words}`, paint }
}

/** `✓ deployed`, for a table. */
export const stateCell = (state: string, style: Style): Cell =>
  markedCell(stateOutcome(state), stateWords(state), style)

export interface ShownSummary {
  readonly ok: boolean
  readonly errors: number
  readonly warnings: number
}

/** The latest verification of a registry in a few words, for a table. */
export function verificationCell(summary: ShownSummary | null, style: Style): Cell {
  if (summary === null) return markedCell('none', 'not verified', style)
  const { ok, errors, warnings } = summary
  if (!ok) return markedCell('bad', `${errors} ${errors === 1 ? 'error' : 'errors'}`, style)
  if (warnings === 0) return markedCell('good', 'works', style)
  return markedCell('warning', `works, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`, style)
}
