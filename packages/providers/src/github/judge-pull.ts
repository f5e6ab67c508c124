import { type Finding, type FindingCode, finding, formatPlatform } from '@fairlead/core'
import { imageFinding } from '../verification/image-finding.ts'
import { nearMisses } from '../verification/near-miss.ts'
import { found, notProved, type Outcome, passed } from '../verification/outcome.ts'
import type { PullObservation } from '../verification/pull-proof.ts'
import { isRefusal, NAME_UNKNOWN, type RegistryFailure } from '../verification/registry-failure.ts'
import { registryFinding } from '../verification/registry-finding.ts'
import { forbidsClassicTokens } from './api-answer.ts'
import { appRefused } from './app-refused.ts'
import { denied, lacksRepo, repoMissing, WRONG_SCOPES } from './denied-access.ts'
import { refusal } from './judge-token.ts'
import { makeToken } from './links.ts'
import type { PullContext } from './pull-context.ts'

// The words of ghcr.io: the credential itself is no good, as against not good for this.
const BAD_CREDENTIAL = /^(?:denied|invalid token)$|cannot be authenticated with the token/i
const SAML = /SAML|single sign-on/i

/**
 * Whether the registry refuses the credential itself: then it is not tried again. A plain 401 for a token that the API
 * takes is about the image, since GHCR answers so to whoever may not see it.
 */
export function refusesCredential(
  { kind, ociMessage, fromTokenEndpoint }: RegistryFailure,
  { anonymous, accepted }: Pick<PullContext, 'anonymous' | 'accepted'>,
): boolean {
  if (anonymous) return false
  return BAD_CREDENTIAL.test(ociMessage) || (kind === 'refused' && fromTokenEndpoint && !accepted)
}

function packageNotFound(failure: RegistryFailure, context: PullContext): Finding {
  const { repository, packageName, visible, links, owner, ownerType } = context
  const meant = nearMisses(packageName ?? repository, visible)
  return finding('package.not_found', {
    summary: `There is no image ${repository}, or none that this token may see.${
      meant.length > 0 ? ` Did you mean ${meant.join(' or ')}?` : ''
    }`,
    evidence: failure.evidence,
    remedy: {
      action:
        meant.length > 0
          ? `Correct the image name${meant[0] ? `, for instance to ${owner}/${meant[0]}` : ''}.`
          : 'Correct the image name, push the image, or have the token given access to it.',
      ...(owner ? { link: links.packages(owner, ownerType) } : {}),
    },
  })
}

const orgFinding = (
  code: FindingCode,
  summary: string,
  failure: RegistryFailure,
  action: string,
  link: string,
) => finding(code, { summary, evidence: failure.evidence, remedy: { action, link } })

/** What a refusal of the registry means, once no other check has found the cause. */
function explainRefusal(
  verb: 'pull' | 'push',
  failure: RegistryFailure,
  context: PullContext,
): readonly Finding[] {
  const { links, owner, ociMessage } = { ...context, ociMessage: failure.ociMessage }
  const first = failure.evidence.at(-1) ?? { asked: context.party.address, answered: 'refused' }
  if (refusesCredential(failure, context)) {
    return refusal(first, links, { ...context.refusal, by: 'the registry' }).outcome.findings
  }
  if (context.ofApp && failure.ociCode !== NAME_UNKNOWN) return [appRefused(verb, failure, context)]
  if (owner && forbidsClassicTokens(ociMessage)) {
    return [
      orgFinding(
        'organization.forbids_classic_tokens',
        `The organization ${owner} does not let personal access tokens (classic) in, and the registry takes no other kind.`,
        failure,
        `Ask an owner of ${owner} to allow access by personal access tokens (classic).`,
        links.tokenPolicy(owner),
      ),
    ]
  }
  if (owner && SAML.test(ociMessage)) {
    return [
      orgFinding(
        'sso.not_authorized',
        `The organization ${owner} enforces single sign-on, and this token is not authorized for it.`,
        failure,
        `Choose Configure SSO beside the token in its list, and authorize it for ${owner}.`,
        links.tokens(),
      ),
    ]
  }
  if (verb === 'push') return [pushRefused(failure, context)]
  if (lacksRepo(failure, context)) return [repoMissing(failure, context)]
  // Nothing that is private is shown to an outsider: that it is absent to the API tells nothing, but for a likely slip.
  const slip = nearMisses(context.packageName ?? context.repository, context.visible).length > 0
  const gone = context.package === 'absent' && (!context.outsider || slip) && !WRONG_SCOPES.test(ociMessage)
  if (gone || failure.ociCode === NAME_UNKNOWN) return [packageNotFound(failure, context)]
  return [denied('pull', failure, context)]
}

function pushRefused(failure: RegistryFailure, context: PullContext): Finding {
  if (WRONG_SCOPES.test(failure.ociMessage)) {
    const wanted = [...context.needed]
    return finding('scope.write_packages_missing', {
      summary: 'The token lacks the scope write:packages, without which it cannot push.',
      evidence: failure.evidence,
      remedy: makeToken(context.links, wanted),
    })
  }
  return denied('push', failure, context)
}

/** The verdict on a pull that was tried. */
export function judgePull(observation: PullObservation, context: PullContext): Outcome {
  if (observation.kind === 'pulled') {
    const built = observation.platform ? ` for ${formatPlatform(observation.platform)}` : ''
    return passed(
      `${context.repository} was pulled${built}: manifest, config and the first bytes of a layer.`,
    )
  }
  if (observation.kind === 'failed') {
    const { failure } = observation
    const outside = registryFinding(context.party, failure)
    if (outside) return found([outside])
    if (isRefusal(failure)) {
      return context.cause ? notProved(context.cause) : found(explainRefusal('pull', failure, context))
    }
  }
  return found([imageFinding(observation, context)])
}

/** The verdict on an upload that was begun; `failure` is undefined when the registry took it. */
export function judgePush(failure: RegistryFailure | undefined, context: PullContext): Outcome {
  if (failure === undefined) return passed(`An upload to ${context.repository} was taken.`)
  const outside = registryFinding(context.party, failure)
  if (outside) return found([outside])
  return context.cause ? notProved(context.cause) : found(explainRefusal('push', failure, context))
}
