import type { Io, Output } from '../io.ts'
import { formatDuration } from './duration.ts'
import { countFindings, renderFindings } from './findings.ts'
import { createLiveLine } from './live-line.ts'
import type { ShownCheck, ShownVerification } from './shapes.ts'
import { type Outcome, paintMark, renderStatusLine } from './status-line.ts'
import { createStyle, layoutWidth, type Style } from './style.ts'
import { wrapText } from './text.ts'

const OUTCOMES: Record<ShownCheck['status'], Outcome> = {
  passed: 'good',
  warning: 'warning',
  failed: 'bad',
  skipped: 'none',
}
// Checks end in any order, so the column is fixed before the titles are known.
const TITLE_WIDTH = 26

/** Shows a verification as it goes: `onStart` and `onCheck` fit a `VerifyRequest`. */
export interface CheckRenderer {
  onStart(check: Pick<ShownCheck, 'id' | 'title'>): void
  onCheck(check: ShownCheck): void
  /** Takes a check off the live line without printing it. */
  onSkip(check: Pick<ShownCheck, 'id'>): void
  /** Prints checks that were not shown yet, the findings, what the credential may do, and the verdict. */
  finish(verification: ShownVerification): void
  /** Takes the live line away without a verdict, for a verification that ended with an error. */
  stop(): void
}

const ABILITY_OUTCOMES: Record<'yes' | 'no' | 'unknown', Outcome> = {
  yes: 'good',
  no: 'bad',
  unknown: 'none',
}

/** `list ✓   pull ✓   push –   delete –`. */
export function renderCapabilities(capabilities: ShownVerification['capabilities'], style: Style): string {
  return (['list', 'pull', 'push', 'delete', 'webhook'] as const)
    .map((ability) => `${ability} ${paintMark(ABILITY_OUTCOMES[capabilities[ability]], style)}`)
    .join('   ')
}

/** What the credential may do, below a blank line. */
export function renderMay(
  capabilities: ShownVerification['capabilities'],
  output: Output,
  style: Style,
): string {
  const lines = wrapText(renderCapabilities(capabilities, style), layoutWidth(output) - 7)
  return `\n  ${style.dim('may')}  ${lines.map((line) => line.trim()).join(`\n${' '.repeat(7)}`)}\n`
}

function verdictLine({ ok, findings, checks, durationMs }: ShownVerification, style: Style): string {
  const passed = checks.filter(({ status }) => status !== 'skipped').length
  const scale = style.dim(`${passed} ${passed === 1 ? 'check' : 'checks'} in ${formatDuration(durationMs)}`)
  const outcome: Outcome = ok ? (findings.length === 0 ? 'good' : 'warning') : 'bad'
  const count = countFindings(findings)
  const text = ok
    ? findings.length === 0
      ? 'It works'
      : `It works, with ${count}`
    : `It does not work: ${count}`
  return `  ${paintMark(outcome, style)} ${style.bold(text)}  ${scale}\n`
}

/** Findings, what the credential may do, and the verdict. */
function renderVerdict(verification: ShownVerification, io: Pick<Io, 'env'>, output: Output): string {
  const style = createStyle(output, io.env)
  const may = renderMay(verification.capabilities, output, style)
  return renderFindings(verification.findings, io, output) + may + verdictLine(verification, style)
}

/** Where a renderer writes; standard output unless said. */
export interface RenderTargets {
  /** Lines as they come. */
  readonly progress: Output
  /** What came of it all. */
  readonly verdict: Output
}

export function createCheckRenderer(
  io: Pick<Io, 'stdout' | 'env'>,
  { progress, verdict }: RenderTargets = { progress: io.stdout, verdict: io.stdout },
): CheckRenderer {
  const style = createStyle(progress, io.env)
  const line = createLiveLine(progress)
  const running = new Map<string, string>()
  const printed = new Set<string>()
  const showRunning = (): void => {
    line.show(running.size === 0 ? '' : `  · ${[...running.values()].join(', ')} …`)
  }
  const onCheck = (check: ShownCheck): void => {
    running.delete(check.id)
    printed.add(check.id)
    const duration = check.status === 'skipped' ? '' : formatDuration(check.durationMs)
    const entry = { outcome: OUTCOMES[check.status], title: check.title, duration, detail: check.detail }
    line.print(renderStatusLine(entry, { output: progress, style, titleWidth: TITLE_WIDTH }))
    showRunning()
  }
  const stop = (): void => {
    running.clear()
    line.show('')
  }
  return {
    onStart({ id, title }) {
      if (printed.has(id)) return
      running.set(id, title)
      showRunning()
    },
    onCheck,
    onSkip({ id }) {
      running.delete(id)
      showRunning()
    },
    stop,
    finish(verification) {
      for (const check of verification.checks) if (!printed.has(check.id)) onCheck(check)
      stop()
      verdict.write(renderVerdict(verification, io, verdict))
    },
  }
}
