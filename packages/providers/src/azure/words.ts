import { type Exchange, type Finding, finding } from '@fairlead/core'
import type { KindWords, RefusedAccess } from '../verification/judge-access.ts'
import { type AzureHost, applicationPage, registriesPage } from './addresses.ts'
import { nameOf } from './exchange.ts'
import { firewalled } from './firewall.ts'
import type { AzureIdentity } from './identity.ts'

const ROLES = {
  pull: 'AcrPull (Container Registry Repository Reader where the registry is in ABAC mode)',
  push: 'AcrPush (Container Registry Repository Writer where the registry is in ABAC mode)',
} as const
const ACTIONS = { pull: 'content/read', push: 'content/write' } as const

interface Refusal {
  readonly summary: string
  readonly action: string
  readonly link?: string
}

/** Why the registry does not take a login: Azure gives one and the same answer to most causes. */
function loginRefusal(host: AzureHost, identity: AzureIdentity): Refusal {
  const page = registriesPage(host)
  if (identity.kind === 'account') {
    const { type, username } = identity
    if (type === 'admin') {
      return {
        summary: `${host.host} does not take the admin user: it is disabled, or the password was regenerated.`,
        action:
          'Look under Access keys of the registry; rather than enabling the admin user, give a service principal the role AcrPull.',
        link: page,
      }
    }
    if (type === 'token') {
      return {
        summary: `${host.host} does not take the token ${username}: its password expired or was regenerated, the token is disabled or not there, or the registry takes no tokens.`,
        action: 'Look under Tokens of the registry: enable the token, or generate a new password for it.',
        link: page,
      }
    }
    if (type === 'principal') {
      return {
        summary: `${host.host} does not take the service principal ${username}: its secret is wrong or expired, or it has no role on the registry.`,
        action:
          'Enter the tenant as well, so that Microsoft Entra ID tells which; then correct the secret, or give the role AcrPull.',
        link: applicationPage(host, username),
      }
    }
    return {
      summary: `${host.host} does not take the refresh token: it has ended, as all of them do after three hours.`,
      action:
        'Give the connection a service principal instead, for which such tokens are made as they are needed.',
    }
  }
  return {
    summary: `${host.host} does not take the refresh token that it gave just now.`,
    action: 'Verify again; if it stays so, look whether a proxy on the way takes the credential off.',
  }
}

const whoIs = (identity: AzureIdentity): string => {
  if (identity.kind === 'account') return identity.username
  return identity.kind === 'anonymous' ? 'anybody' : nameOf(identity)
}

/** What a registry of Azure says, in words that name the role and the place. */
export function azureWords(host: AzureHost, identity: AzureIdentity): KindWords {
  function lacksRole(
    { verb, context: { repository } }: RefusedAccess,
    evidence: readonly Exchange[],
  ): Finding {
    const who = whoIs(identity)
    const ofToken = identity.kind === 'account' && identity.type === 'token'
    return finding(`${verb}.denied`, {
      summary: ofToken
        ? `The scope map of the token ${who} does not let it ${verb} ${repository}.`
        : `${who} may log in to ${host.host}, and has no role that lets it ${verb} ${repository}.`,
      evidence,
      remedy: {
        action: ofToken
          ? `Add ${repository} with ${ACTIONS[verb]} to the scope map of the token, or check the name of the image.`
          : `Give ${who} the role ${ROLES[verb]} on the registry under Access control (IAM), wait some minutes, then verify again; or check the name of the image.`,
        link: registriesPage(host),
      },
    })
  }

  function nobody({ verb, context: { repository } }: RefusedAccess, evidence: readonly Exchange[]): Finding {
    return finding(`${verb}.denied`, {
      summary: `${host.host} does not let anybody ${verb} ${repository} without a credential: anonymous pull is not enabled, or there is no such repository.`,
      evidence,
      remedy: {
        action:
          verb === 'pull'
            ? 'Give the connection a credential (best a service principal with the role AcrPull), or check the name of the image; if everybody is to pull it, have an administrator of the registry enable anonymous pull.'
            : 'Give the connection a credential (best a service principal with the role AcrPush), or check the name of the image.',
        link: registriesPage(host),
      },
    })
  }

  return {
    refused({ ociMessage, evidence }, access) {
      const kept = firewalled(host, ociMessage, evidence)
      if (kept) return kept
      if (
        access &&
        (access.context.loggedIn || identity.kind === 'principal' || identity.kind === 'managed')
      ) {
        return lacksRole(access, evidence)
      }
      const { summary, action, link } = loginRefusal(host, identity)
      const code =
        identity.kind === 'account' && identity.type === 'refresh' ? 'token.expired' : 'token.refused'
      return finding(code, { summary, evidence, remedy: { action, ...(link ? { link } : {}) } })
    },
    denied(verb, { ociMessage, evidence }, context) {
      const kept = firewalled(host, ociMessage, evidence)
      if (kept) return kept
      return context.anonymous ? nobody({ verb, context }, evidence) : lacksRole({ verb, context }, evidence)
    },
  }
}
