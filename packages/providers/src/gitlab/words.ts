import { type Clock, type Finding, finding } from '@fairlead/core'
import type { KindWords } from '../verification/judge-access.ts'
import { nearMisses } from '../verification/near-miss.ts'
import type { RegistryFailure } from '../verification/registry-failure.ts'
import type { GitlabLinks } from './addresses.ts'
import { projectPaths } from './api.ts'
import { refusedToken, scopeMissing } from './judge-token.ts'
import { advisedScopes, mayPush } from './scopes.ts'
import type { GitlabSecret } from './token-format.ts'

/** What is known when something is refused. */
export interface GitlabKnowledge {
  readonly links: GitlabLinks
  /** Scopes of the token, where GitLab told them. */
  readonly scopes: readonly string[] | undefined
  /** Repositories of the image's project, or of what was listed. */
  readonly repositories: readonly string[]
}

export interface WordsContext {
  /** Undefined: anonymous. */
  readonly secret: GitlabSecret | undefined
  readonly clock: Clock
  readonly knownExpiry: string | null | undefined
  readonly push: boolean
  know(): GitlabKnowledge
}

const words = new Intl.ListFormat('en-GB')

const TOKEN_REQUIRED = /you must use a personal access token/i

function plainRefusal(failure: RegistryFailure, context: WordsContext): Finding {
  const { secret, clock, knownExpiry, push, know } = context
  const { evidence, ociMessage } = failure
  const { links } = know()
  const scopes = advisedScopes(push)
  if (TOKEN_REQUIRED.test(ociMessage)) {
    return finding('token.required', {
      summary:
        'GitLab takes no password of this account, because two-factor authentication or single sign-on is on.',
      evidence,
      remedy: {
        action: `Make a token with ${words.format(scopes)}, and enter it instead of the password.`,
        link: links.newToken(scopes),
      },
    })
  }
  if (secret?.kind === 'deploy') {
    return finding('token.refused', {
      summary:
        'GitLab refuses the deploy token: it was revoked or has expired, or the user name is not the one that it was made with.',
      evidence,
      remedy: {
        action:
          'Compare the user name with that of the deploy token in the settings of the project or group (Repository, Deploy tokens); else make a new one with read_registry, and write_registry where it has to push.',
      },
    })
  }
  if (secret?.kind === 'unknown') {
    return finding('token.refused', {
      summary:
        'GitLab refuses user name and password: they are wrong, or two-factor authentication or single sign-on is on, which take a token only.',
      evidence,
      remedy: {
        action: `Make a token with ${words.format(scopes)}, and enter it instead of a password.`,
        link: links.newToken(scopes),
      },
    })
  }
  return refusedToken(evidence, '', { clock, knownExpiry, links, push })
}

/** What the refusals of GitLab's token service and registry mean. */
export const gitlabWords = (context: WordsContext): KindWords => ({
  refused(failure, access) {
    const { secret, know } = context
    if (secret === undefined || access?.context.loggedIn) return undefined
    const { links, scopes } = know()
    if (failure.kind === 'absent') {
      return finding('registry.disabled', {
        summary: 'This GitLab says that its container registry is not enabled.',
        evidence: failure.evidence,
        remedy: {
          action:
            "Have an administrator enable the registry in GitLab's configuration, or correct the address.",
        },
      })
    }
    // GitLab takes a credential that opens no registry, and then says so: "access forbidden".
    if (failure.kind === 'denied') return scopeMissing('pull', scopes, failure.evidence, links)
    return plainRefusal(failure, context)
  },
  denied(verb, { evidence }, { repository }) {
    const { secret } = context
    const { links, scopes } = context.know()
    if (verb === 'push' && scopes && !mayPush(scopes)) return scopeMissing('push', scopes, evidence, links)
    const [path = repository] = projectPaths(repository).slice(-1)
    const deploy = secret?.kind === 'deploy'
    const role = verb === 'push' ? 'Developer' : 'Reporter'
    return finding(`${verb}.denied`, {
      summary:
        secret === undefined
          ? `GitLab lets nobody ${verb} ${repository} without a credential, or has no such project: it answers the same to both.`
          : `GitLab does not let the credential ${verb} ${repository}: it answers the same where the project is not there, is hidden, has its registry off, or is restricted to other IP addresses.`,
      evidence,
      remedy: {
        action:
          secret === undefined
            ? `Check the path of the image, or connect with a token that has ${verb === 'push' ? 'write_registry' : 'read_registry; if everybody is to pull it, have its owner open the project and its registry to everybody'}.`
            : deploy
              ? `Check the path of the image, and that the deploy token belongs to its project or group and has ${verb === 'push' ? 'write_registry' : 'read_registry'}.`
              : `Check the path of the image, and that the token's user is a member of the project with the role ${role} or more.`,
        link: deploy ? links.deployTokens(path) : links.project(path),
      },
    })
  },
  absent({ evidence }, { repository }) {
    const near = nearMisses(repository, context.know().repositories)
    return finding('package.not_found', {
      summary: `The registry has no image ${repository}.${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''}`,
      evidence,
      remedy: { action: 'Correct the image name, or push the image.' },
    })
  },
})
