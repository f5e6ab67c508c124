import { type Finding, finding } from '@fairlead/core'
import type { RegistryFailure } from '../verification/registry-failure.ts'
import { listWords, makeToken } from './links.ts'
import type { PullContext } from './pull-context.ts'
import { expandScopes } from './scopes.ts'
import { inheritsPrivacy } from './target.ts'

/** ghcr.io takes the token, and not for want of a role. */
export const WRONG_SCOPES = /does not match expected scopes/i

/** The private repository that the package takes its access from, where it is known. */
const linkedRepository = ({ package: seen }: PullContext): string | undefined =>
  typeof seen === 'object' && inheritsPrivacy(seen) ? (seen.repository?.full_name ?? undefined) : undefined

const settingsPage = ({ owner, ownerType, packageName, links }: PullContext): string | undefined =>
  owner && packageName ? links.packageSettings(owner, ownerType, packageName) : undefined

/**
 * Whether it is `repo` that is missing: the registry says that a scope is, and the token has the one for packages. A
 * plain refusal tells nothing of it, since ghcr.io is known to give packages that are linked to private repositories to
 * tokens with read:packages alone. https://github.com/jikig-ai/soleur/issues/6073
 */
export function lacksRepo({ ociMessage }: RegistryFailure, context: PullContext): boolean {
  const { granted } = context
  if (granted === undefined || granted.includes('repo') || !WRONG_SCOPES.test(ociMessage)) return false
  return expandScopes(granted).has('read:packages') && linkedRepository(context) !== undefined
}

export function repoMissing(failure: RegistryFailure, context: PullContext): Finding {
  const { repository, links, needed } = context
  const wanted = [...needed, 'repo']
  const settings = settingsPage(context)
  return finding('scope.repo_missing', {
    summary: `The token lacks the scope repo: ${repository} inherits its access from the private repository ${linkedRepository(context)}.`,
    evidence: failure.evidence,
    remedy: {
      action: `Make a token with ${listWords(wanted)}; or, to do without repo, stop the package from inheriting its access in its settings${settings ? ` (${settings})` : ''}.`,
      link: links.newToken(wanted),
    },
  })
}

/** Nobody may without a token. */
function closedToAll(verb: 'pull' | 'push', { evidence }: RegistryFailure, context: PullContext): Finding {
  return finding(`${verb}.denied`, {
    summary: `The registry does not let anybody ${verb} ${context.repository} without a token: it is private, or not there.`,
    evidence,
    remedy: makeToken(
      context.links,
      ['read:packages', 'read:org'],
      verb === 'pull'
        ? 'Check the name; if everybody is to pull the image, have its owner make the package public. Else: '
        : 'Check the name. ',
    ),
  })
}

/**
 * A private package of an organization is given to its members alone, or by the repository that it inherits from.
 * https://docs.github.com/en/packages/learn-github-packages/configuring-a-packages-access-control-and-visibility
 */
function closedToOutsider({ evidence }: RegistryFailure, context: PullContext, words: string): Finding {
  const { repository, owner, account } = context
  const who = account ?? "the token's owner"
  const link = settingsPage(context)
  return finding('pull.denied', {
    summary: `The registry does not let the token pull ${repository}${words}: ${who} is no member of ${owner} and was given no access, or there is no such image.`,
    evidence,
    remedy: {
      action: `If everybody is to pull it, have an owner of ${owner} make the package public. Else have ${who} invited to ${owner} and given the role Read under Manage access in the package's settings, or made a collaborator of the repository that it inherits its access from.`,
      ...(link ? { link } : {}),
    },
  })
}

/** The registry takes whoever asks, but not for this. */
export function denied(verb: 'pull' | 'push', failure: RegistryFailure, context: PullContext): Finding {
  const { repository, anonymous, account, granted = [] } = context
  if (anonymous) return closedToAll(verb, failure, context)
  const words = failure.ociMessage ? ` ("${failure.ociMessage}")` : ''
  if (verb === 'pull' && context.outsider) return closedToOutsider(failure, context, words)
  const who = account ?? "the token's owner"
  const linked = verb === 'pull' ? linkedRepository(context) : undefined
  const role = verb === 'pull' ? 'Read' : 'Write'
  const link = settingsPage(context)
  return finding(`${verb}.denied`, {
    summary: `The token is good, but the registry does not let it ${verb} ${repository}${words}.`,
    evidence: failure.evidence,
    remedy: {
      action: [
        `Give ${who} the role ${role} under Manage access in the package's settings`,
        ...(linked ? [`, or access to ${linked}, which the package is linked to`] : []),
        ...(verb === 'pull' ? [', or make it public there'] : []),
        ...(linked && !granted.includes('repo')
          ? [`. If ${who} has it already, try a token with repo as well`]
          : []),
        '.',
      ].join(''),
      ...(link ? { link } : {}),
    },
  })
}
