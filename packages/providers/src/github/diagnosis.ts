import type { Exchange, VerifyRequest } from '@fairlead/core'
import { type Cause, notAsked, type Outcome, skipped, type Verdict } from '../verification/outcome.ts'
import { type ApiAnswer, isReply } from './api-answer.ts'
import type { ApiQuestions } from './api-questions.ts'
import type { Package } from './api-schemas.ts'
import { judgeMembership, judgePolicy, judgeSso } from './judge-access.ts'
import { type ApiParty, judgeApi } from './judge-api.ts'
import { judgeOwner, judgeOwnerName, ownerTypeOf } from './judge-owner.ts'
import { judgePackages, packagesOf } from './judge-packages.ts'
import { judgeScopes, type ScopeVerdict } from './judge-scopes.ts'
import { judgeAccount, judgeExpiry, judgeFirstAnswer, loginOf } from './judge-token.ts'
import type { Recollection } from './recollection.ts'
import { neededScopes, readScopes } from './scopes.ts'
import type { OwnerType, Subject } from './subject.ts'
import { inheritsPrivacy } from './target.ts'
import { isAppToken } from './token-format.ts'
import type { VerifySetup } from './verify.ts'

export interface DiagnosisOptions {
  readonly setup: VerifySetup
  readonly subject: Subject
  readonly request: VerifyRequest
  readonly api: ApiQuestions
  readonly party: ApiParty
  /** What the token's text told. */
  readonly format: Verdict
}

/** What the first answer opened or closed. */
export interface Entered {
  readonly answer: ApiAnswer | undefined
  /** The token is accepted and the API answers: it was asked further. */
  readonly open: boolean
  readonly reachable: Verdict | undefined
  readonly refused: Verdict | undefined
  /** Something is wrong with the token itself. */
  readonly tokenCause: Cause | undefined
  /** Why the API is not asked further. */
  readonly blocked: Cause | undefined
}

export interface Facts {
  readonly login: string | undefined
  readonly ownerType: OwnerType | undefined
  readonly granted: readonly string[] | undefined
  readonly needed: readonly string[]
  /** Packages that the API lists for the token; undefined when it does not list any to it. */
  readonly visible: readonly Package[] | undefined
}

export interface Access {
  readonly policy: Verdict
  readonly sso: Verdict
  readonly membership: Verdict
}

/** Verdicts as their answers come in. */
export interface Diagnosis {
  readonly entered: Promise<Entered>
  readonly facts: Promise<Facts>
  readonly accepted: Promise<Outcome>
  readonly expiry: Promise<Outcome>
  readonly owner: Promise<Verdict>
  readonly scopes: Promise<ScopeVerdict>
  readonly access: Promise<Access>
  /** What explains that the owner's images are closed to the token. */
  readonly hindrance: Promise<Cause | undefined>
  readonly packages: Promise<Verdict>
}

const NO_PREFIX = skipped('The connection has no container registry prefix.')
export const NO_TOKEN = skipped('There is no token.')
// The API is asked about an account, and such a token is none's.
const NO_ACCOUNT = skipped('Not asked: such a token speaks for no account.')

function scopeEvidence(answer: ApiAnswer | undefined): readonly Exchange[] {
  if (!isReply(answer)) return []
  const answered = `x-oauth-scopes: ${answer.headers.get('x-oauth-scopes') ?? ''}`.trim()
  return [{ asked: answer.exchange.asked, answered }]
}

// Of a longer list only the beginning is asked for.
const LISTED = 100

/** Whether any package inherits from a private repository; undefined where not all of them are known. */
export const needsRepo = (visible: readonly Package[] | undefined): boolean | undefined =>
  visible?.some(inheritsPrivacy) || ((visible?.length ?? LISTED) < LISTED ? false : undefined)

/** Judges the API's answers. Every verdict waits for no more than it needs. */
export function diagnose({ setup, subject, request, api, party, format }: DiagnosisOptions): Diagnosis {
  const { clock, addresses, recollection } = setup
  const { links, token } = subject
  const push = request.push ?? false
  const ofApp = isAppToken(subject.format)
  const usable = token !== undefined && format.cause === undefined && !ofApp
  const unasked = ofApp ? NO_ACCOUNT : NO_TOKEN
  const name = subject.owner?.kind === 'fine' ? subject.owner.name : undefined
  const malformedOwner = subject.owner && judgeOwnerName(subject.owner)

  async function enter(): Promise<Entered> {
    const { answer, open } = await api.entry
    const reachable = answer && judgeApi(party, answer)
    const context = { knownExpiry: request.knownExpiry, clock }
    const refused = usable && answer ? judgeFirstAnswer(answer, links, context) : undefined
    const tokenCause = format.cause ?? refused?.cause
    return { answer, open, reachable, refused, tokenCause, blocked: tokenCause ?? reachable?.cause }
  }
  const entered = enter()

  async function learn(): Promise<Facts> {
    const { answer, open } = await entered
    const [user, about, packages, listedAs] = await Promise.all([
      api.user,
      api.owner,
      api.packages,
      api.listedAs,
    ])
    const login = loginOf(user)
    const ownerType = listedAs ?? ownerTypeOf(about)
    remember(recollection, { login, ownerType })
    return {
      login,
      ownerType,
      granted: open && isReply(answer) ? readScopes(answer.headers.get('x-oauth-scopes')) : undefined,
      needed: neededScopes({ ownerType, push }),
      visible: packagesOf(packages),
    }
  }
  function remember(into: Recollection, { login, ownerType }: Pick<Facts, 'login' | 'ownerType'>): void {
    if (token && login) into.rememberLogin(addresses.api, token, login)
    if (name && ownerType) into.rememberOwner(addresses.api, name, ownerType)
  }
  const facts = learn()

  async function accept(): Promise<Outcome> {
    const { refused, blocked } = await entered
    if (refused) return refused.outcome
    if (blocked) return notAsked(blocked)
    const user = await api.user
    return user ? judgeAccount(party, user, loginOf(user)).outcome : unasked
  }

  async function expire(): Promise<Outcome> {
    const { answer, blocked } = await entered
    if (blocked) return notAsked(blocked)
    if (!usable || !isReply(answer)) return unasked
    const scopes = neededScopes({ push, ownerType: 'organization' })
    return judgeExpiry(answer, { links, clock, scopes }).outcome
  }

  async function own(): Promise<Verdict> {
    if (!subject.owner) return { outcome: NO_PREFIX }
    if (malformedOwner) return malformedOwner
    const [{ login, ownerType }, { blocked }, answer] = await Promise.all([facts, entered, api.owner])
    if (!answer) return { outcome: blocked ? notAsked(blocked) : unasked }
    const anonymously = !usable || blocked !== undefined
    return judgeOwner(party, answer, { name: name ?? '', ownerType, anonymously, login, web: addresses.web })
  }
  const owner = own()

  async function weighScopes(): Promise<ScopeVerdict> {
    const [{ answer, blocked }, known, packages] = await Promise.all([entered, facts, api.packages])
    if (blocked || !usable) return { outcome: blocked ? notAsked(blocked) : unasked }
    return judgeScopes({
      ...known,
      push,
      links,
      deniedForScope: isReply(packages, 403) && packages.message.includes('read:packages'),
      repoFits: needsRepo(known.visible),
      evidence: scopeEvidence(answer),
    })
  }
  const scopes = weighScopes()

  /** Why nothing can be asked about the owner; undefined when it can. */
  const closed = Promise.all([entered, owner]).then(([{ blocked }, { cause }]) => blocked ?? cause)

  async function enterOrganization(): Promise<Access> {
    const all = (outcome: Outcome): Access => ({
      policy: { outcome },
      sso: { outcome },
      membership: { outcome },
    })
    const [cause, { login, ownerType }, scope] = await Promise.all([closed, facts, scopes])
    if (cause) return all(notAsked(cause))
    if (!name || !usable) return all(name ? unasked : NO_PREFIX)
    if (ownerType === 'user') return all(skipped(`${name} is a user and no organization.`))
    const membership = await api.membership
    const answers = await Promise.all([api.entry.then(({ answer }) => answer), api.packages, api.owner])
    const context = { organization: name, login, links, web: addresses.web }
    const policy = judgePolicy([...answers, membership], context)
    const sso = policy.cause
      ? { outcome: notAsked(policy.cause) }
      : judgeSso([...answers, membership], context)
    const before = policy.cause ?? sso.cause ?? scope.membership
    return {
      policy,
      sso,
      membership: membership
        ? judgeMembership(party, membership, context, before)
        : { outcome: skipped('Not asked.') },
    }
  }
  const access = enterOrganization()

  const hindrance = Promise.all([closed, scopes, access]).then(
    ([cause, scope, { policy, sso, membership }]) =>
      cause ?? scope.packages ?? policy.cause ?? sso.cause ?? membership.cause,
  )

  async function see(): Promise<Verdict> {
    const [answer, known, cause] = await Promise.all([api.packages, facts, hindrance])
    if (!answer || !name) return { outcome: cause ? notAsked(cause) : name ? unasked : NO_PREFIX }
    return judgePackages(party, answer, { ...known, owner: name, links, cause })
  }

  const diagnosis = {
    entered,
    facts,
    accepted: accept(),
    expiry: expire(),
    owner,
    scopes,
    access,
    hindrance,
    packages: see(),
  }
  // A rejection (only ever a cancellation) is met where a verdict is awaited, which may be never.
  for (const verdict of [...Object.values(diagnosis), closed]) verdict.catch(() => {})
  return diagnosis
}
