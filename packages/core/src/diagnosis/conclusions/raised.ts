import type { Finding, FindingCode } from '../../finding.ts'
import type { LineReading } from '../explain/read-line.ts'
import { errorsOf, findingsOf, pulls, type Situation } from '../situation.ts'

const LIMITS: ReadonlySet<FindingCode> = new Set<FindingCode>(['registry.rate_limited', 'api.rate_limited'])

const NOT_YET_THERE: ReadonlySet<FindingCode> = new Set<FindingCode>(['package.not_found', 'tag.not_found'])

const asError = (finding: Finding): Finding => ({ ...finding, severity: 'error' })
const asWarning = (finding: Finding): Finding =>
  finding.severity === 'error' ? { ...finding, severity: 'warning' } : finding

/**
 * Findings of the chosen attempt in the light of the rest: a limit or a wrong clock that kept the pull from being
 * proved is the cause of it; what a conclusion explains is no second error; an image that was to be pushed need not be
 * there yet.
 */
export function raised(
  { subject, chosen }: Situation,
  { explained, reading }: { readonly explained: boolean; readonly reading: LineReading | undefined },
): (finding: Finding) => Finding {
  const failed = subject.image !== undefined && !pulls(chosen)
  const errors = errorsOf(chosen)
  const clockMatters =
    failed &&
    errors.some(({ code }) => /^token\.(?:refused|expired)$|^network\.tls$|^pull\.denied$/.test(code))
  // The line tells of what a wrong clock does, and the clock is wrong.
  const clockFits = reading?.causes.some(({ code }) => code === 'clock.skewed') ?? false
  const firstLimit = findingsOf(chosen).find(({ code }) => LIMITS.has(code))
  return (finding) => {
    if (explained || (reading?.push && NOT_YET_THERE.has(finding.code))) return asWarning(finding)
    if (finding.code === 'clock.skewed') return clockMatters || clockFits ? asError(finding) : finding
    if (failed && errors.length === 0 && finding.code === firstLimit?.code) return asError(finding)
    return finding
  }
}
