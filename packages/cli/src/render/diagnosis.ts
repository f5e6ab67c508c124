import type { Io } from '../io.ts'
import { createCheckRenderer, renderMay } from './checks.ts'
import { formatDuration } from './duration.ts'
import { renderExplanation } from './explanation.ts'
import { countFindings, renderFindings } from './findings.ts'
import type { ShownCheck, ShownFinding, ShownVerification } from './shapes.ts'
import { type Outcome, paintMark, renderStatusLine } from './status-line.ts'
import { createStyle, layoutWidth, type Style } from './style.ts'
import { plainLine, wrapText } from './text.ts'

export interface ShownAsking {
  readonly id: string
  readonly name: string
  readonly chosen: boolean
}

export interface ShownAttempt {
  readonly identity: { readonly id: string; readonly name: string }
  readonly chosen: boolean
  readonly reason: string
  readonly verification: ShownVerification
}

export interface ShownExplanation {
  readonly line: string
  readonly tool?: string | undefined
  readonly meaning: string
  readonly causes: readonly {
    readonly code: string
    readonly text: string
    readonly state: 'confirmed' | 'ruled-out' | 'not-testable'
    readonly because: string
  }[]
  readonly caution?: string | undefined
}

export interface ShownDiagnosis {
  readonly ok: boolean
  readonly subject: string
  readonly choice: string
  readonly attempts: readonly ShownAttempt[]
  readonly findings: readonly ShownFinding[]
  readonly explanation?: ShownExplanation | undefined
}

/** Shows a diagnosis as it goes: the callbacks fit a `DiagnosisRequest`. */
export interface DiagnosisRenderer {
  onStart(attempt: ShownAsking, check: Pick<ShownCheck, 'id' | 'title'>): void
  onCheck(attempt: ShownAsking, check: ShownCheck): void
  /** Prints what was not shown yet, who else was tried, the findings, what the line means, and the verdict. */
  finish(diagnosis: ShownDiagnosis): void
  /** Takes the live line away without a verdict. */
  stop(): void
}

// What nobody wanted to know needs no line.
const NOT_ASKED_FOR = 'Not asked for.'
// As wide as the column of the checks above it.
const NAME_WIDTH = 26

const nameOf = ({ identity }: ShownAttempt): string =>
  identity.id === 'anonymous' ? 'Anonymously' : identity.name

/** How one of the others came off: one line. */
function renderOther(
  attempt: ShownAttempt,
  io: { readonly output: RenderOutput; readonly style: Style },
): string {
  const { verification, reason } = attempt
  const [first] = verification.findings.filter(({ severity }) => severity === 'error')
  const pull = verification.checks.find(({ id }) => id === 'registry.pull')
  const outcome: Outcome =
    verification.capabilities.pull === 'yes'
      ? 'good'
      : first || verification.capabilities.pull === 'no'
        ? 'bad'
        : 'none'
  const told = first?.summary ?? pull?.detail ?? ''
  const why = attempt.identity.id === 'anonymous' ? '' : ` Not used: ${reason}.`
  return renderStatusLine(
    {
      outcome,
      title: nameOf(attempt),
      duration: formatDuration(verification.durationMs),
      detail: `${told}${why}`,
    },
    { ...io, titleWidth: NAME_WIDTH },
  )
}

type RenderOutput = Io['stdout']

/** Where an error is of the one that is asked as, and may be none of the one that printed a line. */
const asWhom = (attempts: readonly ShownAttempt[]): string => {
  const chosen = attempts.find((attempt) => attempt.chosen)
  if (!chosen) return ''
  return chosen.identity.id === 'anonymous' ? ' anonymously' : ` with ${chosen.identity.name}`
}

function verdictLine({ ok, findings, attempts, explanation }: ShownDiagnosis, style: Style): string {
  const checks = attempts
    .flatMap(({ verification }) => verification.checks)
    .filter(({ status }) => status !== 'skipped')
  const longest = Math.max(0, ...attempts.map(({ verification }) => verification.durationMs))
  const told = findings.filter(({ severity }) => severity !== 'info')
  const scale = style.dim(
    `${checks.length} ${checks.length === 1 ? 'check' : 'checks'} in ${formatDuration(longest)}`,
  )
  const outcome: Outcome = ok ? (told.length === 0 ? 'good' : 'warning') : 'bad'
  const text = ok
    ? told.length === 0
      ? 'It works'
      : `It works, with ${countFindings(findings)}`
    : `It does not work${explanation?.caution ? asWhom(attempts) : ''}: ${countFindings(findings)}`
  return `  ${paintMark(outcome, style)} ${style.bold(text)}  ${scale}\n`
}

function section(title: string, output: RenderOutput, style: Style): string {
  const lines = wrapText(plainLine(title), layoutWidth(output) - 2)
  return `\n${lines.map((line) => `  ${style.dim(line)}\n`).join('')}`
}

/** Lines as they come go to `progress`, what came of it all to `verdict`. */
export function createDiagnosisRenderer(
  io: Pick<Io, 'stdout' | 'env'>,
  targets: { readonly progress: RenderOutput; readonly verdict: RenderOutput },
): DiagnosisRenderer {
  const { progress, verdict } = targets
  const checks = createCheckRenderer(io, targets)
  const printed = new Set<string>()
  const skipped = new Map<string, string[]>()
  const print = (check: ShownCheck): void => {
    if (printed.has(check.id)) return
    printed.add(check.id)
    // Of what was not asked only the reason matters: one line for all that share it, at the end.
    if (check.status !== 'skipped') {
      checks.onCheck(check)
      return
    }
    checks.onSkip(check)
    if (check.detail !== NOT_ASKED_FOR)
      skipped.set(check.detail, [...(skipped.get(check.detail) ?? []), check.title])
  }
  const printSkipped = (beside: { readonly output: RenderOutput; readonly style: Style }): void => {
    for (const [reason, titles] of skipped) {
      const title = titles.length === 1 ? (titles[0] ?? '') : `${titles.length} checks left out`
      const which = titles.length === 1 ? '' : ` (${titles.join(', ')})`
      const line = { outcome: 'none', title, duration: '', detail: `${reason}${which}` } as const
      progress.write(renderStatusLine(line, { ...beside, titleWidth: NAME_WIDTH }))
    }
  }
  return {
    onStart(attempt, check) {
      if (attempt.chosen) checks.onStart(check)
    },
    onCheck(attempt, check) {
      if (attempt.chosen) print(check)
    },
    stop: () => checks.stop(),
    finish(diagnosis) {
      const chosen = diagnosis.attempts.find((attempt) => attempt.chosen)
      for (const check of chosen?.verification.checks ?? []) print(check)
      checks.stop()
      const beside = { output: progress, style: createStyle(progress, io.env) }
      printSkipped(beside)
      const others = diagnosis.attempts.filter((attempt) => !attempt.chosen)
      progress.write(section(diagnosis.choice, progress, beside.style))
      for (const other of others) progress.write(renderOther(other, beside))
      const style = createStyle(verdict, io.env)
      const { explanation, findings } = diagnosis
      if (explanation) verdict.write(renderExplanation(explanation, verdict, style))
      if (explanation?.caution) verdict.write(section(explanation.caution, verdict, style))
      verdict.write(renderFindings(findings, io, verdict))
      if (chosen) verdict.write(renderMay(chosen.verification.capabilities, verdict, style))
      verdict.write(verdictLine(diagnosis, style))
    },
  }
}
