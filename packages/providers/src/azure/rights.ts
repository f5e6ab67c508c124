import { finding } from '@fairlead/core'
import type { JudgedAbility } from '../verification/kind-verification.ts'
import { found, type Outcome, passed, skipped } from '../verification/outcome.ts'
import { type AzureHost, registriesPage } from './addresses.ts'
import type { AzureIdentity } from './identity.ts'
import { mayAll } from './refresh-token.ts'

const isAdmin = (identity: AzureIdentity): boolean => identity.kind === 'account' && identity.type === 'admin'

/** Whether the login may do more than a connection needs; `actions` are those of the refresh token, where it names them. */
export function judgeRights(
  host: AzureHost,
  identity: AzureIdentity,
  actions: readonly string[] | undefined,
): Outcome {
  if (!isAdmin(identity) && actions === undefined) {
    return skipped('The registry does not tell what this login may do beside the pull.')
  }
  const detail = isAdmin(identity)
    ? 'The admin user may do everything in the registry.'
    : `The refresh token of the registry is for ${actions?.join(', ')}.`
  if (!isAdmin(identity) && !mayAll(actions ?? [], 'delete')) return passed(detail)
  const more = finding('scope.needless', {
    summary: isAdmin(identity)
      ? 'The admin user may push and delete everything, and everyone who has its password is the same user.'
      : 'This login may delete images, which no pull and no push takes.',
    evidence: [{ asked: `the login at ${host.host}`, answered: detail }],
    remedy: {
      action: isAdmin(identity)
        ? 'Give a service principal the role AcrPull, save it in the connection, then disable the admin user.'
        : 'Give it the role AcrPull on the registry (AcrPush to push) in the place of a wider one.',
      link: registriesPage(host),
    },
  })
  return found([more], detail)
}

export function deletingWith(
  identity: AzureIdentity,
  actions: readonly string[] | undefined,
): JudgedAbility | undefined {
  if (isAdmin(identity))
    return { ability: 'yes', because: 'The admin user may do everything in the registry.' }
  if (actions === undefined) return undefined
  const may = mayAll(actions, 'delete')
  return {
    ability: may ? 'yes' : 'no',
    because: `The refresh token that the registry gave is for ${actions.join(', ')}.`,
  }
}
