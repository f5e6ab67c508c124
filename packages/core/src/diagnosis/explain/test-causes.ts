import type { Finding, FindingCode } from '../../finding.ts'
import type { Attempt, CauseState, Diagnosis, Explanation, FittingCause } from '../diagnosis.ts'
import { findingsOf, isAnonymous, pulls, withWhom } from '../situation.ts'
import type { LineReading } from './read-line.ts'

type Verdict = Pick<FittingCause, 'state' | 'because'>

const verdict = (state: CauseState, because: string): Verdict => ({ state, because })

/** Checks that, passed, show that a finding is not so. By the beginning of its code, the longest first. */
const DISPROVED_BY: readonly (readonly [prefix: string, checks: readonly string[]])[] = [
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

/** Met by an attempt or concluded from all. */
function confirmed(code: FindingCode, { attempts, findings }: Tested): Verdict | undefined {
  const concluded = findings.find((finding) => finding.code === code)
  if (concluded) return verdict('confirmed', concluded.summary)
  for (const attempt of attempts) {
    const met = findingsOf(attempt).find((finding) => finding.code === code)
    if (met) return verdict('confirmed', `Met ${withWhom(attempt)}: ${met.summary}`)
  }
  return undefined
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

function whatItNeeds(code: FindingCode, { chosen, reading, pushAsked }: Tested): string {
  const pushing = code.startsWith('push.') || reading.push
  if (pushing && isAnonymous(chosen)) return 'Give the credential that pushed, and ask for the push as well.'
  if (pushing && !pushAsked) return 'Ask for the push as well.'
  if (code === 'platform.missing') return 'Name the platform of the machine that ran it, such as linux/arm64.'
  if ((OF_THE_CREDENTIAL.test(code) || code.startsWith('credential.')) && isAnonymous(chosen))
    return 'Give the credential that was used where the line was printed.'
  const skippedBy = findingsOf(chosen).find(({ severity }) => severity === 'error')
  return skippedBy
    ? `It was not reached: ${skippedBy.summary}`
    : 'Nothing that was asked tells; the machine that printed the line may differ from this one.'
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
  const fitting = causes.map(({ code, text }): FittingCause => {
    const found = tested && (confirmed(code, tested) ?? concluded(code, tested) ?? ruledOut(code, tested))
    const unknown = verdict('not-testable', tested ? whatItNeeds(code, tested) : 'Nothing was asked.')
    return { code, text, ...(found ?? unknown) }
  })
  return {
    line,
    ...(tool ? { tool } : {}),
    meaning,
    ...(image ? { image } : {}),
    causes: fitting.toSorted((a, b) => RANK[a.state] - RANK[b.state]),
  }
}
