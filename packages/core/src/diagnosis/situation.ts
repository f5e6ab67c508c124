import type { Finding, FindingCode } from '../finding.ts'
import { ANONYMOUS } from './attempts.ts'
import { byCause } from './cause.ts'
import type { Attempt, Identity } from './diagnosis.ts'
import type { Subject } from './read-subject.ts'

/** Everything that the attempts told, as the conclusions look at it. */
export interface Situation {
  readonly subject: Subject
  readonly chosen: Attempt
  readonly anonymous: Attempt
  /** Attempts of identities, the chosen one first if it is one. */
  readonly stored: readonly Attempt[]
  identityOf(attempt: Attempt): Identity | undefined
}

export const isAnonymous = ({ identity }: Attempt): boolean => identity.id === ANONYMOUS.id

/** The image was pulled, as that one. */
export const pulls = ({ verification }: Attempt): boolean => verification.capabilities.pull === 'yes'

/** What the attempt found, with the cause first. */
export const findingsOf = ({ verification }: Attempt): readonly Finding[] =>
  byCause(
    verification.checks.flatMap(({ id, findings }) =>
      findings.map((finding) => ({ finding, beside: id.startsWith('api.') })),
    ),
  )

export const errorsOf = (attempt: Attempt): readonly Finding[] =>
  findingsOf(attempt).filter(({ severity }) => severity === 'error')

const ABOUT_WHO_ASKS =
  /^(?:token|scope|sso|member|organization|owner|credential|identity)\.|^(?:pull\.denied|package\.not_found|api\.locked_out)$/

/** Whether a finding is about who asks, and would be another one for somebody else. */
export const isAboutWhoAsks = (code: FindingCode): boolean => ABOUT_WHO_ASKS.test(code)

// With these the repository was read: only a tag, a platform or a part of the image is not there.
const READABLE: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'tag.not_found',
  'platform.missing',
  'manifest.missing',
  'blob.missing',
])

/** Whether the attempt proves that the repository is there. */
export const sees = (attempt: Attempt): boolean =>
  pulls(attempt) || findingsOf(attempt).some(({ code }) => READABLE.has(code))

/** How the attempt is named in a sentence. */
export const withWhom = (attempt: Attempt): string =>
  isAnonymous(attempt) ? 'anonymously' : `with ${attempt.identity.name}`

/** What an attempt answered, in short, as evidence. */
export function evidenceOf(attempt: Attempt): Finding['evidence'][number] {
  const pull = attempt.verification.checks.find(({ id }) => id === 'registry.pull')
  const [first] = errorsOf(attempt)
  const last = first?.evidence.at(-1)
  return {
    asked: `the pull ${withWhom(attempt)}${last ? `: ${last.asked}` : ''}`,
    answered: last?.answered ?? first?.summary ?? pull?.detail ?? 'nothing',
  }
}
