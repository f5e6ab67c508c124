import { type Finding, type FindingCode, finding } from '../../finding.ts'
import type { Attempt } from '../diagnosis.ts'
import { errorsOf, evidenceOf, isAnonymous, type Situation, sees, withWhom } from '../situation.ts'

const REFUSALS: ReadonlySet<FindingCode> = new Set<FindingCode>(['pull.denied', 'package.not_found'])

const isRefused = (attempt: Attempt): boolean => errorsOf(attempt).some(({ code }) => REFUSALS.has(code))

// With these the credential is known, and does not open the image.
const CLOSED = /^(?:scope|member|sso|organization)\./

const isClosed = (attempt: Attempt): boolean =>
  isRefused(attempt) || (!sees(attempt) && errorsOf(attempt).some(({ code }) => CLOSED.test(code)))

/** What ghcr.io's two refusals of nobody most likely mean; reports of them disagree, so that it is told as likely. */
function githubWord(anonymous: Attempt): string | undefined {
  const answers = errorsOf(anonymous).flatMap(({ evidence }) => evidence.map(({ answered }) => answered))
  if (answers.some((text) => /^401\b/.test(text)))
    return 'its 401 to nobody suggests that it is there and private'
  if (answers.some((text) => /^403\b/.test(text))) return 'its 403 to nobody suggests that it is not there'
  return undefined
}

/** Whether the image is absent or only hidden, as far as the attempts together tell. */
export function hiddenImage(situation: Situation): readonly Finding[] {
  const { subject, chosen, anonymous, stored } = situation
  const attempts = [...stored, anonymous]
  if (!subject.image || !isClosed(chosen)) return []
  const witness = attempts.find(sees)
  if (witness) {
    return [
      finding('image.hidden', {
        summary: `${subject.host}/${subject.repository} is there: it was read ${withWhom(witness)}. It is hidden from ${isAnonymous(chosen) ? 'those who are not logged in' : chosen.identity.name}.`,
        evidence: [evidenceOf(witness)],
      }),
    ]
  }
  if (!attempts.every(isRefused) || errorsOf(chosen)[0]?.code === 'package.not_found') return []
  const word = subject.host === 'ghcr.io' ? githubWord(anonymous) : undefined
  // Of nobody alone the refusal itself says as much.
  if (stored.length === 0 && word === undefined) return []
  return [
    finding('image.absent_or_hidden', {
      summary: `${subject.host} does not tell whether ${subject.repository} is absent or only hidden from everyone who was tried${word ? `; ${word}` : ''}.`,
      evidence: attempts.map(evidenceOf),
      remedy: {
        action: `Look for ${subject.repository} signed in as its owner; if it is there, give a credential that may read it.`,
      },
    }),
  ]
}
