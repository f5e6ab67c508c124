import { type Clock, daysLeft, expiryFinding, type FindingCode, finding } from '@fairlead/core'
import { type Cause, found, passed, skipped, type Verdict } from '../verification/outcome.ts'
import { type ApiAnswer, type ApiReply, isLockedOut, isReply } from './api-answer.ts'
import { Account } from './api-schemas.ts'
import { type ApiParty, apiFault, badAnswer } from './judge-api.ts'
import { type Links, makeToken } from './links.ts'
import type { Subject } from './subject.ts'
import { isAppToken, type TokenFormat } from './token-format.ts'

const FIRST_SCOPES = ['read:packages', 'read:org']

interface FormatFault {
  readonly code: FindingCode
  readonly summary: string
  readonly cause: string
}

function formatFault(format: TokenFormat): FormatFault | undefined {
  switch (format.kind) {
    case 'malformed':
      return {
        code: 'token.malformed',
        summary: `The token ${format.problem}.`,
        cause: 'the token is malformed',
      }
    case 'fine-grained':
      return {
        code: 'token.fine_grained',
        summary:
          'The token is a fine-grained one, and the registry takes only personal access tokens (classic).',
        cause: 'the token is a fine-grained one',
      }
    default:
      return undefined
  }
}

/** What the token's text tells. Nothing is sent with a token that is known to be no good. */
export function judgeFormat({ token, format, links }: Subject, anonymous: boolean): Verdict {
  if (!token || !format) {
    if (anonymous)
      return { outcome: skipped('There is no token: the checks are those of an anonymous client.') }
    const missing = finding('token.missing', {
      summary: 'The connection has a container registry prefix but no token.',
      evidence: [{ asked: 'the token', answered: 'none was given' }],
      remedy: makeToken(links, FIRST_SCOPES),
    })
    return { outcome: found([missing]), cause: { code: 'token.missing', text: 'there is no token' } }
  }
  const fault = formatFault(format)
  if (fault) {
    const copied = 'Copy the token again, whole and without blanks. If it is at hand nowhere: '
    const remedy = makeToken(links, FIRST_SCOPES, fault.code === 'token.malformed' ? copied : '')
    const evidence = [{ asked: "the token's form", answered: format.kind }]
    return {
      outcome: found([finding(fault.code, { summary: fault.summary, evidence, remedy })]),
      cause: { code: fault.code, text: fault.cause },
    }
  }
  if (isAppToken(format)) {
    // What it may do only the registry tells: the token of a workflow run opens each package that lists its repository.
    const warning = finding('token.app_installation', {
      severity: 'warning',
      summary:
        'The token is that of a workflow run or of a GitHub App: it ends with its job, or within hours.',
      evidence: [{ asked: "the token's form", answered: format.kind }],
      remedy: makeToken(links, FIRST_SCOPES, 'Use it in its own job alone. For what stays: '),
    })
    return { outcome: found([warning]) }
  }
  if ('checksum' in format && format.checksum === 'differs') {
    const warning = finding('token.checksum_mismatch', {
      summary:
        "The token's checksum does not fit it: a character was probably lost or changed on the way here.",
      evidence: [{ asked: "the token's last six characters", answered: 'not the checksum of those before' }],
      remedy: {
        action: 'Copy the token again from where it was first shown, or make a new one.',
        link: links.tokens(),
      },
    })
    return { outcome: found([warning]) }
  }
  const kind = format.kind === 'oauth' ? 'OAuth token' : 'Personal access token (classic)'
  const checksum = 'checksum' in format && format.checksum === 'matches' ? ' with a valid checksum' : ''
  return { outcome: passed(`${kind}${checksum}.`) }
}

/** Whether a token that is refused had reached the end that was known of it. */
export function refusal(
  evidence: { readonly asked: string; readonly answered: string },
  links: Links,
  { knownExpiry, clock, by }: RefusalContext,
): Verdict {
  const over = knownExpiry != null && Date.parse(knownExpiry) <= clock.now().getTime()
  const remedy = makeToken(links, FIRST_SCOPES)
  if (over) {
    const expired = finding('token.expired', {
      summary: `The token expired on ${knownExpiry.slice(0, 10)}, and ${by} refuses it.`,
      evidence: [evidence],
      remedy,
    })
    return { outcome: found([expired]), cause: { code: 'token.expired', text: 'the token expired' } }
  }
  const refused = finding('token.refused', {
    summary: `The token is not valid: ${by} refuses it.`,
    evidence: [evidence],
    remedy: makeToken(
      links,
      FIRST_SCOPES,
      'The token was revoked or has expired; GitHub answers the same to both. ',
    ),
  })
  return { outcome: found([refused]), cause: { code: 'token.refused', text: 'the token was refused' } }
}

export interface RefusalContext {
  readonly knownExpiry: string | null | undefined
  readonly clock: Clock
  /** Who refuses: `GitHub`, `the registry`. */
  readonly by: string
}

const LOCKED_OUT: Cause = { code: 'api.locked_out', text: 'GitHub has locked out all logins for now' }

/** Reads the first answer that the token got. Without a cause the token may be used further. */
export function judgeFirstAnswer(
  answer: ApiAnswer,
  links: Links,
  context: Omit<RefusalContext, 'by'>,
): Verdict | undefined {
  if (!isReply(answer)) return undefined
  if (answer.status === 401) return refusal(answer.exchange, links, { ...context, by: 'GitHub' })
  if (isLockedOut(answer)) return { outcome: found([lockedOut(answer)]), cause: LOCKED_OUT }
  return undefined
}

const lockedOut = (answer: ApiReply) =>
  finding('api.locked_out', {
    summary: 'GitHub refuses all logins for now, valid ones too, because there were too many bad ones.',
    evidence: [answer.exchange],
    remedy: {
      action:
        'Wait some minutes without trying. Meanwhile find what still uses a dead token from this address, then verify again.',
    },
  })

/** Whose token it is, once the first answer let it through. */
export function judgeAccount(party: ApiParty, user: ApiAnswer, login: string | undefined): Verdict {
  const fault = apiFault(party, user)
  if (fault) return fault
  if (login === undefined) return badAnswer(party, user)
  return { outcome: passed(`The token belongs to ${login}.`) }
}

export function loginOf(user: ApiAnswer | undefined): string | undefined {
  if (!isReply(user, 200)) return undefined
  const account = Account.safeParse(user.json)
  return account.success ? account.data.login : undefined
}

/**
 * `github-authentication-token-expiration` as ISO 8601: GitHub writes `2024-06-01 00:00:00 UTC` or an offset.
 * Null when the header is absent, which for a classic token means that it never expires.
 */
export function readExpiry(headers: Headers): string | null | undefined {
  const text = headers.get('github-authentication-token-expiration')
  if (text === null) return null
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})\s*(UTC|Z|[+-]\d{2}:?\d{2})$/.exec(text.trim())
  if (!match) return undefined
  const offset =
    match[3] === 'UTC' || match[3] === 'Z' ? 'Z' : `${match[3]?.slice(0, 3)}:${match[3]?.slice(-2)}`
  const time = new Date(`${match[1]}T${match[2]}${offset}`)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}

/** What the end that GitHub tells with its answer means now. */
export function judgeExpiry(
  reply: ApiReply,
  {
    links,
    clock,
    scopes,
  }: { readonly links: Links; readonly clock: Clock; readonly scopes: readonly string[] },
): Verdict {
  const expiresAt = readExpiry(reply.headers)
  if (expiresAt === null) return { outcome: passed('The token does not expire.') }
  if (expiresAt === undefined) {
    return { outcome: skipped('GitHub tells the expiry in a form that is not known here.') }
  }
  const told = expiryFinding({
    expiresAt,
    clock,
    what: 'token',
    evidence: [
      {
        asked: reply.exchange.asked,
        answered: `github-authentication-token-expiration: ${reply.headers.get('github-authentication-token-expiration')}`,
      },
    ],
    remedy: {
      action: `Make its successor with ${scopes.join(', ')}, use that, and let this one expire.`,
      link: links.newToken(scopes),
    },
  })
  if (told) return { outcome: found([told]) }
  const days = daysLeft(expiresAt, clock.now())
  return { outcome: passed(`The token expires on ${expiresAt.slice(0, 10)}, in ${days} days.`) }
}
