import type { Ability, Capabilities, CredentialFacts, Grounds } from '@fairlead/core'
import { type Outcome, skipped } from '../verification/outcome.ts'
import { isReply } from './api-answer.ts'
import type { ApiQuestions } from './api-questions.ts'
import { type Diagnosis, needsRepo } from './diagnosis.ts'
import { excuseOutsider } from './judge-access.ts'
import { readExpiry } from './judge-token.ts'
import type { Proofs } from './prove-access.ts'
import { expandScopes } from './scopes.ts'
import type { Subject } from './subject.ts'
import { credentialType } from './token-format.ts'

/** What was proved, and where nothing was, what the scopes rule out. */
export async function concludeCapabilities(
  { token }: Subject,
  { entered, facts, packages }: Diagnosis,
  proofs: Proofs,
): Promise<{ readonly capabilities: Capabilities; readonly grounds: Grounds }> {
  const [{ tokenCause }, { visible, granted }, pull, push, listed] = await Promise.all([
    entered,
    facts,
    proofs.pull,
    proofs.push,
    packages,
  ])
  // A lockout tells nothing of the token itself.
  const dead = tokenCause !== undefined && tokenCause.code !== 'api.locked_out'
  const has = granted && expandScopes(granted)
  const ruledOut = (scope: string): boolean => !token || dead || (has !== undefined && !has.has(scope))
  const byScope = (scopes: readonly string[], doing: string): Judged => {
    if (!token) return { ability: 'no', because: 'There is no token.' }
    if (dead) return { ability: 'no', because: `The token is no good (${tokenCause.code}).` }
    if (has === undefined)
      return { ability: 'unknown', because: 'GitHub does not tell the scopes of the token.' }
    const granting = scopes.find((scope) => has.has(scope))
    return granting === undefined
      ? { ability: 'no', because: `The token has no ${scopes.join(' or ')}.` }
      : { ability: 'unknown', because: `The token has ${granting}; ${doing}.` }
  }
  const remove = byScope(['delete:packages'], 'nothing is ever deleted to find out whether that is enough')
  const webhook = byScope(
    ['admin:org_hook', 'admin:repo_hook', 'write:repo_hook', 'repo'],
    'no webhook is made to find out whether that is enough',
  )
  const pushed =
    push.ability === 'unknown' && ruledOut('write:packages')
      ? byScope(['write:packages'], '')
      : { ability: push.ability, because: push.outcome.detail }
  return {
    capabilities: {
      // Nobody is not asked for a list, so nothing is known of it.
      list: visible ? 'yes' : token && ruledOut('read:packages') ? 'no' : 'unknown',
      pull: dead ? 'no' : pull.ability,
      push: pushed.ability,
      delete: remove.ability,
      webhook: webhook.ability,
    },
    grounds: {
      list: token ? listed.outcome.detail : 'Not asked: GitHub lists packages only to a token.',
      pull: pull.outcome.detail,
      push: pushed.because,
      delete: remove.because,
      webhook: webhook.because,
    },
  }
}

interface Judged {
  readonly ability: Ability
  readonly because: string
}

/** All that is known of the token. */
export async function concludeCredential(
  { token, format }: Subject,
  { entered, facts, access }: Diagnosis,
  api: ApiQuestions,
  proofs: Proofs,
): Promise<CredentialFacts> {
  if (!token || !format) return { type: 'anonymous' }
  const [{ answer, open }, known, { sso }, pull, packages] = await Promise.all([
    entered,
    facts,
    access,
    proofs.pull,
    api.packages,
  ])
  const { login, granted, needed, ownerType } = known
  const expiresAt = open && isReply(answer) ? readExpiry(answer.headers) : undefined
  const lacksRepo = pull.outcome.findings.some(({ code }) => code === 'scope.repo_missing')
  const usesRepo = granted?.includes('repo') && needsRepo(known.visible) === true
  const ssoState = sso.cause ? 'required' : undefined
  return {
    type: credentialType(format),
    ...(login ? { login } : {}),
    ...(granted ? { scopesGranted: granted } : {}),
    ...(open && packages ? { scopesNeeded: lacksRepo || usesRepo ? [...needed, 'repo'] : needed } : {}),
    ...(expiresAt !== undefined ? { expiresAt } : {}),
    ...(ownerType ? { ownerType } : {}),
    ...(ssoState ? { sso: ssoState } : {}),
  }
}

const tellsOutsider = ({ findings }: Outcome): boolean =>
  findings.some(({ code }) => code === 'pull.denied' || code === 'package.not_found')

/**
 * The membership in the light of the proofs: who pulls without being a member needs to be none, and who may not is told
 * so by the pull, unless that is what the push was refused for.
 */
export async function concludeMembership({ access }: Diagnosis, proofs: Proofs): Promise<Outcome> {
  const { membership } = await access
  const missing = membership.cause?.code
  if (missing !== 'member.missing') return membership.outcome
  const [{ pulled, outcome }, push] = await Promise.all([proofs.pull, proofs.push])
  if (push.cause?.code === missing) return membership.outcome
  if (pulled !== undefined) return excuseOutsider(membership.outcome, pulled)
  return tellsOutsider(outcome)
    ? skipped(`${membership.outcome.detail} The pull tells of it.`)
    : membership.outcome
}
