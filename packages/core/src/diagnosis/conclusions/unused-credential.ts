import { type Finding, finding } from '../../finding.ts'
import { otherImage } from '../explain/other-image.ts'
import type { LineReading } from '../explain/read-line.ts'
import type { Subject } from '../read-subject.ts'
import { errorsOf, evidenceOf, isAnonymous, pulls, type Situation, withWhom } from '../situation.ts'
import { whereItBelongs } from './where-it-belongs.ts'

/** What the line tells of the pull that it is of: that it was refused, that it may have been, or neither. */
function tellsOfRefusal(reading: LineReading, subject: Subject): 'surely' | 'perhaps' | undefined {
  const [first] = reading.causes
  if (reading.push || (!reading.refusal && first?.code !== 'credential.not_used')) return undefined
  const isOther = otherImage(reading, subject)
  if (isOther && !isOther.sameRepository) return undefined
  // Without a credential, or with one that the registry does not take, a push is refused as a pull is.
  const ofEither = reading.caller === 'nobody' || (!reading.vague && NOT_TAKEN.has(first?.code ?? ''))
  return reading.refusal && (reading.pull || ofEither) ? 'surely' : 'perhaps'
}

const NOT_TAKEN: ReadonlySet<string> = new Set(['token.refused', 'token.required', 'credential.not_used'])

/**
 * The line tells of a refused pull, and the image can be pulled with the credential but not without: so whoever printed it
 * asked without the credential, or with another one. A warning where the words leave open whether it was a pull. Not
 * where something is wrong with the one that is chosen: then the line may well be about that.
 */
export function unusedCredential(
  { subject, chosen, anonymous }: Situation,
  reading: LineReading | undefined,
): readonly Finding[] {
  if (!reading || isAnonymous(chosen) || !pulls(chosen) || pulls(anonymous)) return []
  const told = tellsOfRefusal(reading, subject)
  if (!told || errorsOf(chosen).length > 0) return []
  const tool = reading.tool ?? 'whoever printed the line'
  const can = `${subject.name} can be pulled ${withWhom(chosen)}`
  return [
    finding('credential.not_used', {
      severity: told === 'surely' ? 'error' : 'warning',
      summary:
        told === 'surely'
          ? `${can}, so ${tool} asked without that credential, or with another one.`
          : `${can}. If the line is of a pull, ${tool} asked without that credential, or with another one.`,
      evidence: [
        evidenceOf(chosen),
        { asked: 'the pull without a credential', answered: errorsOf(anonymous)[0]?.summary ?? 'refused' },
      ],
      remedy: { action: whereItBelongs(reading.tool, subject.host) },
    }),
  ]
}
