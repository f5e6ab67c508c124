import { type Clock, expiryFinding, type Finding, finding } from '@fairlead/core'
import { lessFacts } from '../verification/less-facts.ts'
import type { Party } from '../verification/network-finding.ts'
import { found, passed, skipped, type Verdict } from '../verification/outcome.ts'
import { isReply, type VendorAnswer } from '../verification/vendor-api.ts'
import type { GitlabLinks } from './addresses.ts'
import { expiryOf, oauthError, readSelf, type TokenSelf } from './api.ts'
import { advisedScopes, mayPull, needless } from './scopes.ts'
import type { GitlabSecret } from './token-format.ts'

export interface TokenContext {
  readonly party: Party
  readonly links: GitlabLinks
  readonly clock: Clock
  readonly knownExpiry: string | null | undefined
  /** The token is to push as well. */
  readonly push: boolean
}

const SCOPES = advisedScopes(false)
const words = new Intl.ListFormat('en-GB')

const newToken = ({ links, push }: Pick<TokenContext, 'links' | 'push'>, after = '') => ({
  action: `Make a token with ${words.format(advisedScopes(push))}, and use that.${after}`,
  link: links.newToken(advisedScopes(push)),
})

// https://docs.gitlab.com/ci/jobs/ci_job_token/
const inTheJob = (push: boolean): string =>
  push
    ? ' A job itself pushes to the registry of its own project.'
    : " A job itself pulls from another project where that one lists the job's project in its Settings, CI/CD, Job token permissions, and whoever started the job may read the image."

/** A secret that no registry connection can live on, by its form; undefined for all others. */
export function judgeForm(
  { kind, what }: GitlabSecret,
  context: Pick<TokenContext, 'links' | 'push'>,
): Verdict | undefined {
  const ofJob = kind === 'ci-job'
  const summary = ofJob
    ? 'The token is that of a CI job: it ends with the job, and opens the registry of another project only where that one allows it.'
    : kind === 'unusable'
      ? `The token is ${what}, which opens no registry.`
      : undefined
  if (summary === undefined) return undefined
  const evidence = [{ asked: 'the form of user name and token', answered: what ?? kind }]
  return {
    outcome: found([
      finding('token.wrong_kind', {
        summary,
        evidence,
        remedy: newToken(context, ofJob ? inTheJob(context.push) : ''),
      }),
    ]),
    cause: { code: 'token.wrong_kind', text: 'the token is of the wrong kind' },
  }
}

/** A token that GitLab does not take: as expired where it says so, or where the end was known and has passed. */
export function refusedToken(
  evidence: Finding['evidence'],
  said: string,
  { clock, knownExpiry, ...context }: Pick<TokenContext, 'clock' | 'knownExpiry' | 'links' | 'push'>,
): Finding {
  const over = knownExpiry != null && Date.parse(knownExpiry) <= clock.now().getTime()
  if (over || /expired/i.test(said)) {
    return finding('token.expired', {
      summary: `The token expired${over ? ` on ${knownExpiry.slice(0, 10)}` : ''}, and GitLab refuses it.`,
      evidence,
      remedy: newToken(context),
    })
  }
  const why = /revoked/i.test(said) ? 'it was revoked' : 'it was revoked, has expired, or was copied in part'
  return finding('token.refused', {
    summary: `GitLab refuses the token: ${why}.`,
    evidence,
    remedy: newToken(context),
  })
}

/** A token that the registry takes for nothing. */
export const scopeMissing = (
  verb: 'pull' | 'push',
  granted: readonly string[] | undefined,
  evidence: Finding['evidence'],
  links: GitlabLinks,
): Finding => {
  const scopes = advisedScopes(verb === 'push')
  const lacks = verb === 'push' ? 'write_registry' : 'read_registry'
  const has = granted === undefined ? '' : ` It has ${granted.length > 0 ? granted.join(', ') : 'no scope'}.`
  return finding('scope.missing', {
    summary: `The token is valid and has not the scope ${lacks}, so it may not ${verb} images.${has}`,
    evidence,
    remedy: {
      action: `Make a token with ${scopes.join(', ')}, and use that: the scopes of a token that exists cannot be changed.`,
      link: links.newToken(scopes),
    },
  })
}

const BLOCKED = /blocked|deactivated|pending approval|banned/i

function judgeFacts(self: TokenSelf, answer: VendorAnswer, context: TokenContext): Verdict {
  const evidence = [answer.exchange]
  const { clock, links } = context
  const expiresAt = expiryOf(self)
  if (self.revoked === true) {
    const told = refusedToken(evidence, 'revoked', context)
    return { outcome: found([told]), cause: { code: told.code, text: 'the token was revoked' } }
  }
  if (!mayPull(self.scopes)) {
    const told = scopeMissing('pull', self.scopes, evidence, links)
    return {
      outcome: found([told]),
      cause: { code: told.code, text: 'the token has no scope for the registry' },
    }
  }
  const remedy = {
    action: `Make its successor with ${self.scopes.join(', ')} or rotate it, use that, and let this one expire.`,
    link: links.newToken(self.scopes),
  }
  const soon = expiresAt && expiryFinding({ expiresAt, clock, what: 'token', evidence, remedy })
  const more = needless(self.scopes)
  const told = [
    ...(soon ? [soon] : []),
    ...(more.length > 0
      ? [
          finding('scope.needless', {
            summary: `The token may do more than pull images: it has ${more.join(', ')}.`,
            evidence,
            remedy: {
              action: `Make a token with ${SCOPES.join(' and ')} instead, and write_registry where it has to push.`,
              link: links.newToken(SCOPES),
            },
          }),
        ]
      : []),
  ]
  const end = expiresAt ? `expires on ${expiresAt.slice(0, 10)}` : 'does not expire'
  const detail = `The token has ${self.scopes.join(', ')}, and ${end}.`
  return { outcome: told.length > 0 ? found(told, detail) : passed(detail) }
}

/** What GitLab's API says of the token. */
export function judgeSelf(answer: VendorAnswer, context: TokenContext): Verdict {
  const trouble = lessFacts(context.party, answer)
  if (trouble) return { outcome: found([trouble]) }
  const evidence = [answer.exchange]
  const { answered } = answer.exchange
  if (answer.kind === 'reply' && (answer.status === 401 || answer.status === 403) && BLOCKED.test(answered)) {
    const told = finding('account.inactive', {
      summary: `GitLab does not let the account of the token be used (${answered}).`,
      evidence,
      remedy: {
        action: 'Have an administrator of GitLab let the account in again, or use a token of another one.',
      },
    })
    return { outcome: found([told]), cause: { code: told.code, text: 'the account may not be used' } }
  }
  if (isReply(answer, 401)) {
    const told = refusedToken(evidence, oauthError(answer)?.error_description ?? '', context)
    return { outcome: found([told]), cause: { code: told.code, text: 'GitLab refuses the token' } }
  }
  const self = readSelf(answer)
  if (self) return judgeFacts(self, answer, context)
  // GitLab tells a token about itself since 15.5.
  return {
    outcome: skipped(
      `GitLab does not tell this token about itself (${answered}); scopes and expiry stay unknown.`,
    ),
  }
}
