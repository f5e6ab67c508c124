import type { FindingCode } from '../../finding.ts'
import type { Attempt, CauseState, Diagnosis, Explanation, FittingCause } from '../diagnosis.ts'
import { errorsOf, isAboutWhoAsks, isAnonymous } from '../situation.ts'
import { confirmed } from './confirm.ts'
import { CAUSE_TEXTS } from './line-rule.ts'
import type { LineReading, ListedCause } from './read-line.ts'
import { ruledOut } from './rule-out.ts'
import {
  type Asked,
  contradiction,
  metByAsker,
  OF_THE_CREDENTIAL,
  OF_THE_MOMENT,
  OF_THE_RIGHTS,
  type Tested,
  type Verdict,
  verdict,
} from './tested.ts'
import { whatWouldTell } from './what-would-tell.ts'

/** Who is taken for the one that printed the line: nobody, where the words say so, else the one that is used. */
function testedOf(
  reading: LineReading,
  { attempts, findings }: Pick<Diagnosis, 'attempts' | 'findings'>,
  asked: Asked,
): Tested | undefined {
  const find = (is: (attempt: Attempt) => boolean): Attempt | undefined => attempts.find(is)
  const byNobody = reading.caller === 'nobody'
  const asker = (byNobody ? find(isAnonymous) : undefined) ?? find(({ chosen }) => chosen)
  if (!asker) return undefined
  const cannotBe = contradiction(asker, reading, findings)
  const known = cannotBe === undefined && (asked.sameCredential || (byNobody && isAnonymous(asker)))
  return { attempts, findings, reading, asked, asker, known, cannotBe }
}

// A client refuses such a name itself, and no registry is asked.
const OF_THE_SPELLING = /\.not_lowercase$/

/** The cause that was found, where the words of the line leave open what it is. */
function foundCause({ reading, findings }: Tested): FindingCode | undefined {
  const [first] = findings
  if (!reading.vague || first?.severity !== 'error' || OF_THE_SPELLING.test(first.code)) return undefined
  const fits = !reading.refusal || isAboutWhoAsks(first.code) || /^image\.|^registry\.realm_/.test(first.code)
  return fits ? first.code : undefined
}

function judge({ code, own }: ListedCause, tested: Tested): Verdict {
  const { other } = tested.asked
  const unknown = verdict('not-testable', whatWouldTell(code, tested))
  // Nothing was asked of another repository; only the way to its registry may be the same.
  if (other && !other.sameRepository && !OF_THE_MOMENT.test(code) && !tested.reading.told.includes(code))
    return unknown
  const isOfTag = /^(?:tag|platform|manifest|blob)\./.test(code)
  if (other && isOfTag) return unknown
  const found = confirmed(code, tested)
  if (found) return found
  // A text of the line's own may be true where the usual one is not.
  return (own ? undefined : ruledOut(code, tested)) ?? unknown
}

/** That the gravest finding is one of the asker's own, who is not known to have printed the line. */
function cautionOf({ asker, known, findings }: Tested, fitting: readonly FittingCause[]): string | undefined {
  const [first] = findings
  if (known || first?.severity !== 'error') return undefined
  const { code } = first
  const isOwn = errorsOf(asker).some((each) => each.code === code)
  const hangsOnWho = OF_THE_CREDENTIAL.test(code) || OF_THE_RIGHTS.test(code)
  const isToldByLine = fitting.some((cause) => cause.code === code && cause.state === 'confirmed')
  if (!isOwn || !hangsOnWho || isToldByLine) return undefined
  return isAnonymous(asker)
    ? 'What was found is so without a credential. Whether the line was printed without one is not known, nor that this is its cause.'
    : `What was found is so of ${asker.identity.name}. Whether ${asker.identity.name} printed the line is not known, nor that this is its cause.`
}

const hasSingleSignOn = (attempts: readonly Attempt[]): boolean =>
  attempts.some(({ verification }) => verification.checks.some(({ id }) => id === 'organization.sso'))

const RANK: Record<CauseState, number> = { confirmed: 0, 'not-testable': 2, 'ruled-out': 4 }

/** What a line means, and which of the causes that fit it is true. Confirmed ones come first. */
export function testCauses(
  reading: LineReading,
  results: Pick<Diagnosis, 'attempts' | 'findings'>,
  asked: Asked,
): Explanation {
  const { line, tool, meaning, image, causes } = reading
  const tested = testedOf(reading, results, asked)
  const cause = tested && foundCause(tested)
  const fits = causes.filter(({ code }) => !code.startsWith('sso.') || hasSingleSignOn(results.attempts))
  const listed: readonly ListedCause[] =
    cause && !causes.some(({ code }) => code === cause)
      ? [{ code: cause, text: CAUSE_TEXTS[cause] ?? results.findings[0]?.summary ?? cause }, ...fits]
      : fits
  const fitting = listed.map((each): FittingCause => {
    const { code, text } = each
    return { code, text, ...(tested ? judge(each, tested) : verdict('not-testable', 'Nothing was asked.')) }
  })
  // Of what is confirmed the one to act on comes first, of what is not known what was met here.
  const rank = ({ code, state }: FittingCause): number => {
    if (state === 'confirmed') return RANK[state] - (code === results.findings[0]?.code ? 1 : 0)
    return RANK[state] - (state === 'not-testable' && tested && metByAsker(code, tested) ? 1 : 0)
  }
  const caution = tested && cautionOf(tested, fitting)
  return {
    line,
    ...(tool ? { tool } : {}),
    meaning: asked.other ? `${meaning} ${asked.other.sentence}` : meaning,
    ...(image ? { image } : {}),
    causes: fitting.toSorted((a, b) => rank(a) - rank(b)),
    ...(caution ? { caution } : {}),
  }
}
