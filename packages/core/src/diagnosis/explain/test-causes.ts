import type { Finding, FindingCode } from '../../finding.ts'
import type { Attempt, CauseState, Diagnosis, Explanation, FittingCause } from '../diagnosis.ts'
import { findingsOf, isAboutWhoAsks, isAnonymous, pulls, withWhom } from '../situation.ts'
import { CAUSE_TEXTS } from './line-rule.ts'
import type { LineReading } from './read-line.ts'

type Verdict = Pick<FittingCause, 'state' | 'because'>

const verdict = (state: CauseState, because: string): Verdict => ({ state, because })

/** Checks that, passed, show that a finding is not so. By the beginning of its code, the longest first. */
const DISPROVED_BY: readonly (readonly [prefix: string, checks: readonly string[]])[] = [
  ['token.malformed', ['token.format', 'token.accepted', 'credential.accepted']],
  ['token.', ['token.accepted', 'credential.accepted']],
  ['scope.', ['token.scopes']],
  ['owner.', ['owner.exists']],
  ['member.', ['organization.membership']],
  ['sso.', ['organization.sso']],
  ['organization.', ['organization.policy']],
  ['network.', ['registry.reachable']],
  ['registry.', ['registry.reachable']],
  ['push.', ['registry.push']],
]

const OF_THE_IMAGE = /^(?:package|tag|platform|manifest|blob|pull)\./
const OF_THE_CREDENTIAL = /^(?:token|scope|sso|member|organization)\./

interface Tested {
  readonly attempts: readonly Attempt[]
  readonly findings: readonly Finding[]
  readonly chosen: Attempt
  readonly reading: LineReading
  readonly pushAsked: boolean
}

/** What an attempt that is not the chosen one met. */
function metByOther(code: FindingCode, { attempts, chosen }: Tested): string | undefined {
  for (const attempt of attempts) {
    const met = attempt === chosen ? undefined : findingsOf(attempt).find((each) => each.code === code)
    if (met) return `Met ${withWhom(attempt)}: ${met.summary}`
  }
  return undefined
}

/**
 * Met by the chosen attempt or concluded from all. What another attempt met counts where it does not hang on who
 * asks, and where the chosen one pulls: then the line is of somebody else.
 */
function confirmed(code: FindingCode, tested: Tested): Verdict | undefined {
  const { findings, chosen } = tested
  const told = findings.find((finding) => finding.code === code)
  if (told) return verdict('confirmed', told.summary)
  const met = metByOther(code, tested)
  if (!met || (isAboutWhoAsks(code) && !pulls(chosen))) return undefined
  return verdict('confirmed', pulls(chosen) ? `${met} It is pulled ${withWhom(chosen)}.` : met)
}

/** A check of that attempt that passed and shows that it is not so. */
function disproof(code: FindingCode, attempt: Attempt): string | undefined {
  const [, ids = []] = DISPROVED_BY.find(([prefix]) => code.startsWith(prefix)) ?? []
  return attempt.verification.checks.find(
    ({ id, status }) =>
      (status === 'passed' || (status === 'warning' && id === 'registry.reachable')) && ids.includes(id),
  )?.detail
}

function ruledOut(code: FindingCode, { attempts, chosen, reading }: Tested): Verdict | undefined {
  // Of who asks only the one that would be used counts; of the registry and the way to it everyone's answer.
  const relevant = OF_THE_CREDENTIAL.test(code)
    ? [chosen]
    : [chosen, ...attempts.filter((each) => each !== chosen)]
  const elsewhere = code.startsWith('network.')
    ? ' That is from here: the machine that printed the line may have another way.'
    : ''
  for (const attempt of relevant) {
    const because = disproof(code, attempt)
    if (because) return verdict('ruled-out', `${because}${elsewhere}`)
  }
  if (
    pulls(chosen) &&
    (OF_THE_IMAGE.test(code) || (OF_THE_CREDENTIAL.test(code) && !reading.push && !isAnonymous(chosen)))
  )
    return verdict('ruled-out', `The image was pulled ${withWhom(chosen)}.`)
  const first = findingsOf(chosen).find(({ severity }) => severity === 'error')
  // What comes later than what failed was not reached; what comes earlier was passed.
  if (code === 'package.not_found' && first && /^(?:tag|platform|manifest|blob)\./.test(first.code))
    return verdict('ruled-out', `The image is there: ${first.summary}`)
  if (code === 'tag.not_found' && first && /^(?:platform|manifest|blob)\./.test(first.code))
    return verdict('ruled-out', `The tag is there: ${first.summary}`)
  if (/^(?:image|owner)\.(?:not_lowercase|host_)/.test(code))
    return verdict('ruled-out', 'The name of the image is written as it has to be.')
  return undefined
}

function concluded(code: FindingCode, { attempts, chosen }: Tested): Verdict | undefined {
  const anonymous = attempts.find(isAnonymous)
  if (code === 'credential.breaks_public_pull' && anonymous && !pulls(anonymous))
    return verdict('ruled-out', 'The image is not public: nobody pulls it without a credential.')
  if (code === 'credential.breaks_public_pull' && attempts.every(pulls))
    return verdict('ruled-out', 'Everyone who was tried pulls it.')
  if (code === 'credential.not_used' && anonymous && pulls(anonymous))
    return verdict('ruled-out', 'The image is public: no credential is needed.')
  if (code === 'identity.another_works' && pulls(chosen))
    return verdict('ruled-out', `The one that is chosen works: the image was pulled ${withWhom(chosen)}.`)
  return undefined
}

function whatItNeeds(code: FindingCode, tested: Tested): string {
  const { attempts, chosen, reading, pushAsked } = tested
  const [cause] = findingsOf(chosen).filter(({ severity }) => severity === 'error')
  const pushing = code.startsWith('push.') || reading.push
  if (pushing && isAnonymous(chosen)) return 'Give the credential that pushed, and ask for the push as well.'
  if (pushing && !pushAsked) return 'Ask for the push as well.'
  if (code === 'platform.missing') return 'Name the platform of the machine that ran it, such as linux/arm64.'
  if ((OF_THE_CREDENTIAL.test(code) || code.startsWith('credential.')) && isAnonymous(chosen))
    return 'Give the credential that was used where the line was printed.'
  const met = metByOther(code, tested)
  if (met) return `${met} Whether it is so ${withWhom(chosen)} too was not reached.`
  if (code === 'credential.not_used' && !attempts.some(pulls))
    return 'No credential that was tried pulls the image: give the one that does.'
  if (code === 'token.expired' && cause?.code === 'token.refused')
    return `The answer to an expired credential is no other one: ${cause.summary}`
  return cause
    ? `It was not reached: ${cause.summary}`
    : 'Nothing that was asked tells; the machine that printed the line may differ from this one.'
}

// A client refuses such a name itself, and no registry is asked.
const OF_THE_SPELLING = /\.not_lowercase$/

/** The cause that was found, where the words of the line leave open what it is. */
function foundCause({ reading, findings }: Tested): FindingCode | undefined {
  const [first] = findings
  if (!reading.vague || first?.severity !== 'error' || OF_THE_SPELLING.test(first.code)) return undefined
  const fits = !reading.refusal || isAboutWhoAsks(first.code) || first.code.startsWith('image.')
  return fits ? first.code : undefined
}

const RANK: Record<CauseState, number> = { confirmed: 0, 'not-testable': 1, 'ruled-out': 2 }

/** What a line means, and which of the causes that fit it is true. Confirmed ones come first. */
export function testCauses(
  reading: LineReading,
  { attempts, findings }: Pick<Diagnosis, 'attempts' | 'findings'>,
  pushAsked: boolean,
): Explanation {
  const { line, tool, meaning, image, causes } = reading
  const chosen = attempts.find((attempt) => attempt.chosen)
  const tested = chosen && { attempts, findings, chosen, reading, pushAsked }
  const cause = tested && foundCause(tested)
  const listed =
    cause && !causes.some(({ code }) => code === cause)
      ? [{ code: cause, text: CAUSE_TEXTS[cause] ?? findings[0]?.summary ?? cause }, ...causes]
      : causes
  const fitting = listed.map(({ code, text }): FittingCause => {
    const found = tested && (confirmed(code, tested) ?? concluded(code, tested) ?? ruledOut(code, tested))
    const unknown = verdict('not-testable', tested ? whatItNeeds(code, tested) : 'Nothing was asked.')
    return { code, text, ...(found ?? unknown) }
  })
  // Of what is confirmed the one to act on comes first.
  const rank = ({ code, state }: FittingCause): number =>
    RANK[state] - (state === 'confirmed' && code === findings[0]?.code ? 0.5 : 0)
  return {
    line,
    ...(tool ? { tool } : {}),
    meaning,
    ...(image ? { image } : {}),
    causes: fitting.toSorted((a, b) => rank(a) - rank(b)),
  }
}
