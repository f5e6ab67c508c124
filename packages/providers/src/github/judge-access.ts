import { finding } from '@fairlead/core'
import {
  type Cause,
  found,
  notAsked,
  type Outcome,
  passed,
  skipped,
  type Verdict,
} from '../verification/outcome.ts'
import {
  type ApiAnswer,
  type ApiReply,
  asksForSso,
  forbidsClassicTokens,
  isReply,
  lacksScope,
  ssoLink,
} from './api-answer.ts'
import { Membership } from './api-schemas.ts'
import { type ApiParty, apiFault, badAnswer } from './judge-api.ts'
import type { Links } from './links.ts'

/** What the checks of an organization need to know. */
export interface AccessContext {
  readonly organization: string
  readonly login: string | undefined
  readonly links: Links
  /** `https://github.com` */
  readonly web: string
}

const replies = (answers: readonly (ApiAnswer | undefined)[]): readonly ApiReply[] =>
  answers.filter((answer): answer is ApiReply => isReply(answer))

/** Whether the organization takes classic tokens. Judged by its answers to any question. */
export function judgePolicy(
  answers: readonly (ApiAnswer | undefined)[],
  { organization, links }: AccessContext,
): Verdict {
  const refusal = replies(answers).find(
    ({ status, message }) => status === 403 && forbidsClassicTokens(message),
  )
  if (!refusal) return { outcome: passed(`${organization} takes personal access tokens (classic).`) }
  const forbidden = finding('organization.forbids_classic_tokens', {
    summary: `The organization ${organization} does not let personal access tokens (classic) in, and the registry takes no other kind.`,
    evidence: [refusal.exchange],
    remedy: {
      action: `Ask an owner of ${organization} to allow access by personal access tokens (classic), or to publish the images elsewhere.`,
      link: links.tokenPolicy(organization),
    },
  })
  return {
    outcome: found([forbidden]),
    cause: { code: forbidden.code, text: `${organization} forbids personal access tokens (classic)` },
  }
}

/** The page from the answer only where it is one of the installation itself: an answer is no authority on links. */
function authorizationPage(reply: ApiReply, { organization, links, web }: AccessContext): string {
  const given = ssoLink(reply)
  const fits = given !== undefined && URL.canParse(given) && new URL(given).origin === new URL(web).origin
  return fits ? given : links.sso(organization)
}

/** Whether single sign-on was granted to the token, where the organization asks for it. */
export function judgeSso(answers: readonly (ApiAnswer | undefined)[], context: AccessContext): Verdict {
  const { organization } = context
  const refusal = replies(answers).find(asksForSso)
  if (!refusal) {
    return { outcome: passed(`${organization} asks this token for no single sign-on, or has it already.`) }
  }
  const missing = finding('sso.not_authorized', {
    summary: `The organization ${organization} enforces single sign-on, and this token is not authorized for it.`,
    evidence: [refusal.exchange],
    remedy: {
      action: `Authorize the token for ${organization}: open the link (it is good for an hour), or choose Configure SSO beside the token in its list.`,
      link: authorizationPage(refusal, context),
    },
  })
  return {
    outcome: found([missing]),
    cause: { code: missing.code, text: `the token is not authorized for single sign-on of ${organization}` },
  }
}

/** Whether the token's owner is an active member. `cause` is what already explains a refusal. */
export function judgeMembership(
  party: ApiParty,
  answer: ApiAnswer,
  { organization, login, links }: AccessContext,
  cause: Cause | undefined,
): Verdict {
  if (cause) return { outcome: notAsked(cause) }
  const fault = apiFault(party, answer)
  if (fault) return fault
  if (!isReply(answer)) return badAnswer(party, answer)
  const who = login ?? 'The owner of the token'
  if (answer.status === 200) {
    const membership = Membership.safeParse(answer.json)
    if (!membership.success) return badAnswer(party, answer)
    const { state, role } = membership.data
    if (state === 'active') {
      const as = role === 'admin' ? 'an owner' : 'a member'
      return { outcome: passed(`${who} is ${as} of ${organization}.`) }
    }
    const pending = finding('member.pending', {
      summary: `${who} was invited to ${organization} but has not accepted, so the token has no access to it.`,
      evidence: [{ ...answer.exchange, answered: `${answer.exchange.answered} state: ${state}` }],
      remedy: {
        action: `Sign in as ${login ?? "the token's owner"} and accept the invitation.`,
        link: links.invitation(organization),
      },
    })
    return {
      outcome: found([pending]),
      cause: { code: pending.code, text: `the membership of ${who} is pending` },
    }
  }
  if (lacksScope(answer)) return { outcome: skipped(`Not answered: ${answer.message}`) }
  if (answer.status !== 403 && answer.status !== 404) return badAnswer(party, answer)
  const missing = finding('member.missing', {
    summary: `${who} is not a member of the organization ${organization}.`,
    evidence: [answer.exchange],
    remedy: {
      action: `Have an owner of ${organization} invite ${login ?? "the token's owner"}, or use the token of a member.`,
      link: links.people(organization),
    },
  })
  return {
    outcome: found([missing]),
    cause: { code: missing.code, text: `${who} is not a member of ${organization}` },
  }
}

/**
 * Somebody who is no member but pulled an image of the organization: a public one, or one that is shared with them.
 * The membership then closes other images at most, which is a warning.
 */
export function excuseOutsider({ findings }: Outcome, pulled: string): Outcome {
  return found(
    findings.map((missing) =>
      finding(missing.code, {
        ...missing,
        severity: 'warning',
        summary: `${missing.summary} ${pulled} was pulled all the same; private images that are not shared with the account stay closed.`,
      }),
    ),
  )
}
