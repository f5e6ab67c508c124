import type { Exchange } from '@fairlead/core'
import type { NetworkFault, NetworkTrouble } from '@fairlead/oci/net'

/** An answer of the GitHub API that has the shape of one. */
export interface ApiReply {
  readonly kind: 'reply'
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON; undefined for an answer without a body. */
  readonly json: unknown
  /** GitHub's `message` of an error; empty when there is none. */
  readonly message: string
  readonly exchange: Exchange
}

export type ApiFaultKind = NetworkFault | 'garbage' | 'redirect' | 'server-error'

/** No answer, or none that GitHub would give. */
export interface ApiFault {
  readonly kind: 'fault'
  readonly fault: ApiFaultKind
  /** What more is known of the network's fault. */
  readonly trouble?: NetworkTrouble
  readonly exchange: Exchange
}

export type ApiAnswer = ApiReply | ApiFault

export const isReply = (answer: ApiAnswer | undefined, status?: number): answer is ApiReply =>
  answer?.kind === 'reply' && (status === undefined || answer.status === status)

// GitHub words the rest differently for each kind of token, so only the prefix is compared.
// https://docs.github.com/en/enterprise-cloud@latest/rest/authentication/authenticating-to-the-rest-api#personal-access-tokens-and-saml-sso
const SAML = /^Resource protected by organization SAML enforcement/i
const FORBIDS_CLASSIC = /forbids access via a personal access token \(classic\)/i
const LOCKED_OUT = /maximum number of login attempts exceeded/i
const SCOPE = /need at least|required scopes|scope/i

/** The authorization page of `X-GitHub-SSO: required; url=…`. */
export function ssoLink({ headers }: ApiReply): string | undefined {
  return /^required;\s*url=(\S+)/i.exec(headers.get('x-github-sso') ?? '')?.[1]
}

export const asksForSso = (reply: ApiReply): boolean =>
  reply.status === 403 && (ssoLink(reply) !== undefined || SAML.test(reply.message))

export const forbidsClassicTokens = (text: string): boolean => FORBIDS_CLASSIC.test(text)

export const isLockedOut = ({ status, message }: ApiReply): boolean =>
  status === 403 && LOCKED_OUT.test(message)

export const lacksScope = (reply: ApiReply): boolean =>
  reply.status === 403 && SCOPE.test(reply.message) && !asksForSso(reply)

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
export const isRateLimited = ({ status, headers, message }: ApiReply): boolean =>
  status === 429 ||
  (status === 403 && (headers.get('x-ratelimit-remaining') === '0' || /rate limit/i.test(message)))
