import type { Finding, FindingCode } from '../../finding.ts'
import type { Attempt, CauseState, FittingCause } from '../diagnosis.ts'
import { errorsOf, findingsOf, isAnonymous, withWhom } from '../situation.ts'
import type { OtherImage } from './other-image.ts'
import type { LineReading } from './read-line.ts'

export type Verdict = Pick<FittingCause, 'state' | 'because'>

export const verdict = (state: CauseState, because: string): Verdict => ({ state, because })

/** What was asked, beside what the line says. A cause is only ever ruled out by an answer to the same question. */
export interface Asked {
  readonly push: boolean
  /** A platform was named; else any that the image has was taken. */
  readonly platform: boolean
  /** The line was printed with the credential that is chosen, or without one where none is. */
  readonly sameCredential: boolean
  /** The image that the line names, where that is another one. */
  readonly other?: OtherImage | undefined
}

/** What the causes of a line are tested against. */
export interface Tested {
  readonly attempts: readonly Attempt[]
  readonly findings: readonly Finding[]
  readonly reading: LineReading
  readonly asked: Asked
  /** The attempt that is taken for the one that printed the line. */
  readonly asker: Attempt
  /** Whether it is known to be that one: what hangs on who asks is told of no other. */
  readonly known: boolean
  /** Why it cannot be that one, by the words of the line. */
  readonly cannotBe?: string | undefined
}

/** About who asks: with another credential it would be otherwise. */
export const OF_THE_CREDENTIAL = /^(?:token|scope|sso|member|organization|credential|identity|account)\./
/** About what that one may do. */
export const OF_THE_RIGHTS = /^(?:pull|push)\.|^package\.not_found$/
/** About the machine that asks, its way to the registry, and the moment: what is so here and now was maybe not there. */
export const OF_THE_MOMENT = /^(?:network|clock|registry|api)\./

const isApp = (type: string): boolean => type.startsWith('github-app-')
const isPersonal = (type: string): boolean => /^github-(?:classic|fine-grained|oauth)$/.test(type)

/** Why the one that is asked cannot have printed such a line. */
export function contradiction(
  attempt: Attempt,
  { caller }: LineReading,
  findings: readonly Finding[],
): string | undefined {
  const { type } = attempt.verification.credential
  const nobody = isAnonymous(attempt)
  if (caller === 'app' && (nobody || isPersonal(type)))
    return `Only the token of a workflow or of a GitHub App is answered so, and none was asked with${nobody ? '' : `: ${attempt.identity.name} is a person's`}.`
  if (caller === 'personal' && (nobody || isApp(type)))
    return "Only a person's token is answered so, and none was asked with."
  // An empty entry of Docker's configuration is nobody's, and sent as a credential by some.
  const sendsEmpty = findings.some(({ code }) => code === 'credential.empty')
  if (caller === 'credential' && nobody && !sendsEmpty)
    return 'The line is of somebody with a credential, and nobody was asked as.'
  return undefined
}

/** A note tells how the image was read, and nothing that is the matter. */
const metBy = (code: FindingCode, attempt: Attempt): Finding | undefined =>
  findingsOf(attempt).find((each) => each.code === code && each.severity !== 'info')

/** What an attempt that is not the asker met. */
export function metByOther(code: FindingCode, { attempts, asker }: Tested): string | undefined {
  for (const attempt of attempts) {
    const met = attempt === asker ? undefined : metBy(code, attempt)
    if (met) return `Met ${withWhom(attempt)}: ${met.summary}`
  }
  return undefined
}

// Of these a warning is about somebody else, or follows from what is the matter.
const ONLY_AS_ERROR = /^(?:credential|identity|pull|push)\.|^token\.app_installation$/

/** What the asker met, or all attempts together told of it. */
export function metByAsker(code: FindingCode, { findings, asker }: Tested): Finding | undefined {
  const concluded = findings.find((finding) => finding.code === code)
  // An end that somebody stated is a warning while the registry takes the credential; one that the registry told is
  // true where a conclusion that follows from it made it a warning, too.
  if (code === 'token.expired' && asker.chosen)
    return concluded && errorsOf(asker).some((finding) => finding.code === code) ? concluded : undefined
  if (!asker.chosen || OF_THE_MOMENT.test(code) || !concluded) {
    return ONLY_AS_ERROR.test(code) && asker.chosen ? undefined : metBy(code, asker)
  }
  const counts = ONLY_AS_ERROR.test(code) ? concluded.severity === 'error' : concluded.severity !== 'info'
  return counts ? concluded : undefined
}
