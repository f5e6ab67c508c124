import type { Io, Output } from '../io.ts'
import type { RenderTargets } from './checks.ts'
import { formatDuration } from './duration.ts'
import { renderFindings } from './findings.ts'
import { createLiveLine } from './live-line.ts'
import type { ShownFinding, ShownStep } from './shapes.ts'
import { type Outcome, paintMark, renderStatusLine } from './status-line.ts'
import { createStyle } from './style.ts'
import { plainLine } from './text.ts'

const OUTCOMES: Record<Exclude<ShownStep['state'], 'running'>, Outcome> = {
  succeeded: 'good',
  failed: 'bad',
  skipped: 'none',
}
const TITLE_WIDTH = 10

/** How a deployment ended. */
export interface ShownOutcome {
  readonly ok: boolean
  /** `web runs sha256:0123456789ab`, `The deployment failed`. */
  readonly summary: string
  readonly findings: readonly ShownFinding[]
  readonly endpoints: readonly { readonly url: string }[]
  readonly durationMs?: number | undefined
}

/** Shows a deployment's steps as they end, and the one that is running on the live line. */
export interface DeploymentRenderer {
  /** A step began or ended. The same state told twice is shown once; a step that runs again is shown again. */
  onStep(step: ShownStep): void
  /** A line of detail, such as the pull's progress: shown only while it is current. */
  onLog(message: string): void
  finish(outcome: ShownOutcome): void
  stop(): void
}

const stepDuration = ({ state, startedAt, finishedAt }: ShownStep): string =>
  finishedAt === null || state === 'skipped'
    ? ''
    : formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))

export function createDeploymentRenderer(
  io: Pick<Io, 'stdout' | 'env'>,
  { progress, verdict }: RenderTargets = { progress: io.stdout, verdict: io.stdout },
): DeploymentRenderer {
  const style = createStyle(progress, io.env)
  const line = createLiveLine(progress)
  const ended = new Map<string, string>()
  let current: ShownStep | undefined
  const stop = (): void => line.show('')
  return {
    onStep(step) {
      if (step.state === 'running') {
        ended.delete(step.name)
        current = step
        line.show(`  · ${plainLine(step.name)}: ${plainLine(step.message)}`)
        return
      }
      const seen = `${step.state} ${step.finishedAt}`
      if (ended.get(step.name) === seen) return
      ended.set(step.name, seen)
      if (current?.name === step.name) stop()
      const entry = {
        outcome: OUTCOMES[step.state],
        title: step.name,
        duration: stepDuration(step),
        detail: step.message,
      }
      line.print(renderStatusLine(entry, { output: progress, style, titleWidth: TITLE_WIDTH }))
    },
    onLog(message) {
      if (current) line.show(`  · ${plainLine(current.name)}: ${plainLine(message)}`)
    },
    stop,
    finish(outcome) {
      stop()
      verdict.write(renderOutcome(outcome, io, verdict))
    },
  }
}

/** Findings, how it ended, and where it answers. */
function renderOutcome(outcome: ShownOutcome, io: Pick<Io, 'env'>, output: Output): string {
  const style = createStyle(output, io.env)
  const { ok, summary, findings, endpoints, durationMs } = outcome
  const time = durationMs === undefined ? '' : `  ${style.dim(`in ${formatDuration(durationMs)}`)}`
  const line = `\n  ${paintMark(ok ? 'good' : 'bad', style)} ${style.bold(plainLine(summary))}${time}\n`
  const addresses = endpoints.map(({ url }) => `    ${style.cyan(plainLine(url))}\n`)
  return renderFindings(findings, io, output) + line + addresses.join('')
}
