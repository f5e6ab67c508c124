import { type Finding, finding } from '@fairlead/core'
import type { KindWords } from '../verification/judge-access.ts'
import type { RegistryFailure } from '../verification/registry-failure.ts'
import { LINKS, repositoryPage } from './addresses.ts'
import { rateLimited } from './rate-limited.ts'
import type { DockerSecretKind } from './token-format.ts'

// The token service tells causes apart by its words alone.
// https://github.com/docker/hub-feedback/issues/1981
const TOKEN_REQUIRED = /please use personal access token/i
const INACTIVE =
  /email must be verified|deactivated|suspended|account (?:is |has been )?(?:disabled|blocked)/i
const TOO_FEW_SCOPES = /insufficient scopes?/i
const EXPIRED = /token (?:is |has )?expired/i

const NAMES: Readonly<Record<DockerSecretKind, string>> = {
  personal: 'personal access token',
  organization: 'organization access token',
  password: 'password',
}

const newToken = (kind: DockerSecretKind): string =>
  kind === 'organization' ? LINKS.organizationTokens : LINKS.personalTokens

function scopeMissing({ evidence }: RegistryFailure, verb: 'pull' | 'push', kind: DockerSecretKind): Finding {
  const needed = verb === 'push' ? 'Read & Write' : 'Read-only'
  return finding('scope.missing', {
    summary: `The ${NAMES[kind]} has no right to ${verb}${verb === 'push' ? ': it is read-only' : ' private images'}.`,
    evidence,
    remedy: { action: `Make a token with ${needed} access, and use that.`, link: newToken(kind) },
  })
}

/** What the token service says of the account or the token; undefined where it only says no. */
function statedRefusal(
  failure: RegistryFailure,
  verb: 'pull' | 'push',
  kind: DockerSecretKind,
): Finding | undefined {
  const { ociMessage, evidence } = failure
  if (TOO_FEW_SCOPES.test(ociMessage)) return scopeMissing(failure, verb, kind)
  if (TOKEN_REQUIRED.test(ociMessage)) {
    return finding('token.required', {
      summary:
        'Docker Hub takes no password of this account, because two-factor authentication or single sign-on is on.',
      evidence,
      remedy: {
        action: 'Make a personal access token with Read-only access, and enter it instead.',
        link: LINKS.personalTokens,
      },
    })
  }
  if (INACTIVE.test(ociMessage)) {
    return finding('account.inactive', {
      summary: `Docker Hub does not let the account be used ("${ociMessage}").`,
      evidence,
      remedy: {
        action: 'Put the account in order (confirm its e-mail address, or ask Docker), then verify again.',
        link: LINKS.account,
      },
    })
  }
  if (EXPIRED.test(ociMessage)) {
    return finding('token.expired', {
      summary: `The ${NAMES[kind]} has expired.`,
      evidence,
      remedy: { action: 'Make its successor with the same access, and use that.', link: newToken(kind) },
    })
  }
  return undefined
}

function plainRefusal({ evidence }: RegistryFailure, kind: DockerSecretKind): Finding {
  if (kind === 'password') {
    return finding('token.refused', {
      summary: 'Docker Hub refuses the Docker ID and password.',
      evidence,
      remedy: {
        action:
          'Make a personal access token with Read-only access and enter it with the Docker ID: not an e-mail address.',
        link: LINKS.personalTokens,
      },
    })
  }
  return finding('token.refused', {
    summary: `Docker Hub refuses the Docker ID with its ${NAMES[kind]}: the token was deleted, turned off or has expired, or belongs to another name.`,
    evidence,
    remedy: {
      action:
        kind === 'organization'
          ? 'Check that the Docker ID is the name of the organization; else have an owner make a new token, and use that.'
          : 'Check that the Docker ID is the one that made the token; else make a new one with Read-only access, and use that.',
      link: newToken(kind),
    },
  })
}

/** What Docker Hub's refusals mean. `noneLeft`: an answer about a manifest said that no pulls are left. */
export const dockerHubWords = (kind: DockerSecretKind | undefined, noneLeft: () => boolean): KindWords => ({
  refused(failure, access) {
    if (kind === undefined) return undefined
    const stated = statedRefusal(failure, access?.verb ?? 'pull', kind)
    return stated ?? (access?.context.loggedIn ? undefined : plainRefusal(failure, kind))
  },
  limited: (failure) => rateLimited(failure, { anonymous: kind === undefined, noneLeft: noneLeft() }),
  denied(verb, failure, { repository }) {
    const { evidence } = failure
    if (verb === 'push') {
      return finding('push.denied', {
        summary: `Docker Hub does not let the credential push ${repository}.`,
        evidence,
        remedy: {
          action:
            'Check the namespace; give the account write access to the repository, or use a token with Read & Write access.',
          link: repositoryPage(repository),
        },
      })
    }
    return finding('pull.denied', {
      summary: `Docker Hub shows no image ${repository} ${kind ? 'to this account' : 'without an account'}: it answers the same for one that is not there and for one that is private.`,
      evidence,
      remedy: {
        action: kind
          ? 'Check the name, and that the account may read the repository.'
          : 'Check the name, or connect with an account that may read the repository; if everybody is to pull it, have its owner make it public.',
        link: repositoryPage(repository),
      },
    })
  },
})
