import { type Finding, type FindingCode, finding, formatPlatform, type Platform } from '@fairlead/core'
import { imageFinding } from './image-finding.ts'
import { nearMisses } from './near-miss.ts'
import type { Party } from './network-finding.ts'
import { type Cause, found, type Outcome, passed, type Verdict } from './outcome.ts'
import type { PullObservation } from './pull-proof.ts'
import { isRefusal, NAME_UNKNOWN, type RegistryFailure } from './registry-failure.ts'
import { noAnswerOfRegistry, registryFinding } from './registry-finding.ts'

export interface AccessContext {
  readonly party: Party
  readonly repository: string
  readonly platform: Platform | undefined
  readonly tags: readonly string[]
  /** Repositories that are known to be there, for a hint at what was meant. */
  readonly visible?: readonly string[]
  readonly anonymous: boolean
  /** The registry asked for a login and took the credential: what it refuses afterwards is about the image. */
  readonly loggedIn: boolean
}

export interface RefusedAccess {
  readonly verb: 'pull' | 'push'
  readonly context: AccessContext
}

/** What a kind knows better than the plain words: undefined where it does not. */
export interface KindWords {
  /** The registry limits how often it is asked. */
  limited?(failure: RegistryFailure): Finding | undefined
  /**
   * The registry does not take the credential. With `access`: not for this, though it had logged it in before; some
   * registries answer so to whoever lacks a right.
   */
  refused?(failure: RegistryFailure, access?: RefusedAccess): Finding | undefined
  /** It takes the credential, but not for this. */
  denied?(verb: 'pull' | 'push', failure: RegistryFailure, context: AccessContext): Finding | undefined
  /** It has no such repository, or says so. */
  absent?(failure: RegistryFailure, context: AccessContext): Finding | undefined
}

const host = ({ address }: Party): string => new URL(address).host

const EXPIRED = /\b(?:token|credential|password|secret|account)s? (?:has |have |is |are )?expired\b/i

function refused(party: Party, { evidence, ociMessage }: RegistryFailure): Finding {
  if (EXPIRED.test(ociMessage)) {
    return finding('token.expired', {
      summary: `The registry ${host(party)} refuses the credential, which has expired.`,
      evidence,
      remedy: {
        action:
          'Enter its successor. A login of Amazon ECR ends after 12 hours: connect that registry with its keys or role, and it is renewed by itself.',
      },
    })
  }
  return finding('token.refused', {
    summary: `The registry ${host(party)} refuses the user name and password.`,
    evidence,
    remedy: { action: 'Enter a user name and a password or token that `docker login` succeeds with.' },
  })
}

/** What lies with the registry or the way to it, in the kind's own words where it has some. */
const outsideFinding = (party: Party, failure: RegistryFailure, words: KindWords): Finding | undefined =>
  (failure.kind === 'rate-limited' ? words.limited?.(failure) : undefined) ?? registryFinding(party, failure)

/** Why a finding about the credential makes further questions useless. */
export const refusalCause = (code: FindingCode): Cause => ({
  code,
  text: code.startsWith('token.')
    ? 'the registry refuses the credential'
    : /^(scope|account)\./.test(code)
      ? 'the credential may not use the registry'
      : 'the registry gave no usable answer',
})

/** Whether the registry takes the credential; `failure` is undefined when it does. */
export function judgeLogin(
  party: Party,
  failure: RegistryFailure | undefined,
  words: KindWords = {},
): Verdict {
  if (failure === undefined) return { outcome: passed(`The registry takes the credential.`) }
  const told =
    outsideFinding(party, failure, words) ??
    words.refused?.(failure) ??
    (failure.kind === 'absent' ? noAnswerOfRegistry(party, failure) : refused(party, failure))
  return { outcome: found([told]), cause: refusalCause(told.code) }
}

// A robot account of Harbor may log in after its end. https://github.com/goharbor/harbor/issues/15110
const HARBOR_DENIES = /^unauthorized to access repository/i

function denied(
  code: 'pull.denied' | 'push.denied',
  { evidence, ociMessage }: RegistryFailure,
  { repository, anonymous, party }: AccessContext,
): Finding {
  const verb = code === 'pull.denied' ? 'pull' : 'push'
  const words = ociMessage ? ` ("${ociMessage}")` : ''
  const end = HARBOR_DENIES.test(ociMessage) ? ', look that the account has not ended' : ''
  return finding(code, {
    summary: anonymous
      ? `The registry ${host(party)} does not let anybody ${verb} ${repository} without a credential${words}.`
      : `The credential is good, but the registry does not let it ${verb} ${repository}${words}.`,
    evidence,
    remedy: {
      action: anonymous
        ? `Give a user name and password, or check the name of the image${verb === 'pull' ? '; if everybody is to pull it, have its owner open it to everybody' : ''}.`
        : `Give the account the right to ${verb} ${repository}${end}, or check the name of the image.`,
    },
  })
}

function packageNotFound(
  { evidence }: RegistryFailure,
  { repository, visible = [] }: AccessContext,
): Finding {
  const meant = nearMisses(repository, visible)
  return finding('package.not_found', {
    summary: `The registry has no image ${repository}.${meant.length > 0 ? ` Did you mean ${meant.join(' or ')}?` : ''}`,
    evidence,
    remedy: {
      action: meant[0]
        ? `Correct the image name, for instance to ${meant[0]}.`
        : 'Correct the image name, or push the image.',
    },
  })
}

function accessFinding(
  verb: 'pull' | 'push',
  failure: RegistryFailure,
  context: AccessContext,
  words: KindWords,
): Finding {
  if (failure.ociCode === NAME_UNKNOWN) {
    return words.absent?.(failure, context) ?? packageNotFound(failure, context)
  }
  if (failure.kind === 'refused' && !context.anonymous) {
    const known = words.refused?.(failure, { verb, context })
    // Harbor, Quay and Docker Hub answer 401 to a good credential that lacks the right, too.
    if (known || !context.loggedIn) return known ?? refused(context.party, failure)
  }
  return words.denied?.(verb, failure, context) ?? denied(`${verb}.denied`, failure, context)
}

export function judgePull(
  observation: PullObservation,
  context: AccessContext,
  words: KindWords = {},
): Outcome {
  if (observation.kind === 'pulled') {
    const built = observation.platform ? ` for ${formatPlatform(observation.platform)}` : ''
    return passed(
      `${context.repository} was pulled${built}: manifest, config and the first bytes of a layer.`,
    )
  }
  if (observation.kind === 'failed') {
    const { failure } = observation
    const outside = outsideFinding(context.party, failure, words)
    if (outside) return found([outside])
    if (isRefusal(failure)) return found([accessFinding('pull', failure, context, words)])
  }
  return found([imageFinding(observation, context)])
}

export function judgePush(
  failure: RegistryFailure | undefined,
  context: AccessContext,
  words: KindWords = {},
): Outcome {
  if (failure === undefined) return passed(`An upload to ${context.repository} was taken.`)
  return found([
    outsideFinding(context.party, failure, words) ?? accessFinding('push', failure, context, words),
  ])
}
