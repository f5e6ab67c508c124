import { AppError, type ErrorCode, type Exchange } from '@fairlead/core'
import { causes, networkTrouble, troubleCode, troubleText } from '../net/index.ts'
import { type OciError, parseChallenges } from '../spec/index.ts'
import type { Call } from './call.ts'
import type { Clean } from './exchange.ts'
import type { FailureDetails } from './types.ts'

/** An answer that is no success, as far as failures care. */
export interface FailedAnswer {
  readonly status: number
  readonly headers: Headers
  readonly errors: readonly OciError[] | undefined
  readonly retryAfterMs: number | undefined
  readonly isWebPage: boolean
  readonly exchange: Exchange
}

/** What a failure needs to know of the request. */
export interface Purpose {
  /** Host that was asked, with its port. */
  readonly host: string
  /** What for, after "to": `pull acme/app:1.4`. */
  readonly intent: string
  readonly anonymous: boolean
  /** The token endpoint that was asked, without its query; absent where the registry was. */
  readonly realm?: string
}

// Texts of ghcr.io that speak of the credential itself; all its other refusals speak of what it may do.
const REFUSED = /^denied$|^invalid token$|^bad credentials$|unauthenticated:|cannot be authenticated/i
const DENIED =
  /^requested access to the resource is denied|permission_denied|^installation not allowed|owner not found/i

/** Whether a 401 or 403 is about the credential itself (`refused`) or about what it may do (`denied`). */
function credentialVerdict({ status, headers, errors }: FailedAnswer): 'refused' | 'denied' {
  const [first] = errors ?? []
  if (first !== undefined && REFUSED.test(first.message)) return 'refused'
  if (first !== undefined && DENIED.test(first.message)) return 'denied'
  if (status === 403) return first?.code === 'UNAUTHORIZED' ? 'refused' : 'denied'
  // https://www.rfc-editor.org/rfc/rfc6750#section-3.1: the token was read, and it is good for less.
  const challenges = parseChallenges(headers.get('www-authenticate'))
  const insufficient = challenges.some(({ parameters }) => parameters.error === 'insufficient_scope')
  return insufficient || first?.code === 'DENIED' ? 'denied' : 'refused'
}

function credentialFailure(answer: FailedAnswer, { host, intent, anonymous }: Purpose, said: string) {
  const verdict = credentialVerdict(answer)
  const because = said === '' ? '' : `: ${said}`
  const message = anonymous
    ? `${host} does not let anyone ${intent} without a credential${because}.`
    : verdict === 'refused'
      ? `${host} refuses the credential${because}.`
      : `${host} does not allow this credential to ${intent}${because}.`
  return [`credential.${verdict}`, message] as const
}

function codeAndMessage(answer: FailedAnswer, purpose: Purpose, said: string): readonly [ErrorCode, string] {
  const { host, intent } = purpose
  const { status, isWebPage } = answer
  const because = said === '' ? '' : `: ${said}`
  if (status === 429) return ['registry.rate_limited', `${host} limits how often it is asked${because}.`]
  if (status === 401 || (status === 403 && !isWebPage)) return credentialFailure(answer, purpose, said)
  if (isWebPage && status < 500) {
    return [
      'registry.bad_answer',
      `${host} answered with a web page (status ${status}): it is not a registry here.`,
    ]
  }
  if (status === 404 && purpose.realm === undefined) {
    return ['image.not_found', `${host} has nothing by that name to ${intent}${because}.`]
  }
  if (status === 502 || status === 503 || status === 504) {
    return ['registry.unreachable', `${host} is not available (status ${status})${because}.`]
  }
  return [
    'registry.bad_answer',
    `${host} answered with status ${status} to the request to ${intent}${because}.`,
  ]
}

/** The AppError for an answer that is no success. */
export function answerFailure(answer: FailedAnswer, purpose: Purpose, call: Call, clean: Clean): AppError {
  const [first] = answer.errors ?? []
  const said = first === undefined ? '' : clean(first.message || first.code)
  const [code, message] = codeAndMessage(answer, purpose, said.replace(/\.$/, ''))
  const details: FailureDetails = {
    status: answer.status,
    ...(first ? { ociCode: clean(first.code), ociMessage: clean(first.message) } : {}),
    ...(purpose.anonymous ? { anonymous: true } : {}),
    ...ofRealm(purpose.realm),
    ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
    exchange: answer.exchange,
    exchanges: [...call.exchanges],
  }
  return new AppError(code, message, { details: { ...details } })
}

const ofRealm = (realm: string | undefined): Pick<FailureDetails, 'fromTokenEndpoint' | 'realm'> =>
  realm === undefined ? {} : { fromTokenEndpoint: true, realm }

/** `registry.bad_answer` for a success that is not what it should be. */
export const badAnswer = (
  message: string,
  call: Call,
  facts: { status?: number; cause?: unknown; realm?: string; untrustedRealm?: string } = {},
): AppError => {
  const exchange = call.exchanges.at(-1)
  return new AppError('registry.bad_answer', message, {
    ...(facts.cause === undefined ? {} : { cause: facts.cause }),
    details: {
      ...(facts.status === undefined ? {} : { status: facts.status }),
      ...ofRealm(facts.realm),
      ...(facts.untrustedRealm === undefined ? {} : { untrustedRealm: facts.untrustedRealm }),
      ...(exchange ? { exchange } : {}),
      exchanges: [...call.exchanges],
    },
  })
}

/** `image.digest_mismatch`: `what` has another digest than it must have. */
export function mismatch(what: string, expected: string, found: string, call: Call): AppError {
  const exchange = call.exchanges.at(-1)
  return new AppError('image.digest_mismatch', `${what} has the digest ${found}, not ${expected}.`, {
    details: { expected, found, ...(exchange ? { exchange } : {}), exchanges: [...call.exchanges] },
  })
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** How an exchange without an answer is shown. */
export function describeFault(error: unknown): string {
  const trouble = networkTrouble(error)
  if (trouble !== undefined) return `no answer: ${troubleCode(trouble)}`
  return `no valid answer: ${causes(error).map(firstLine).at(-1) ?? 'unknown'}`
}

/** The AppError for a request that got no answer, or one that is no HTTP; `error` stays its cause. */
export function networkFailure(error: unknown, host: string, call: Call): AppError {
  const exchange = call.exchanges.at(-1)
  const details = { ...(exchange ? { exchange } : {}), exchanges: [...call.exchanges] }
  const trouble = networkTrouble(error)
  if (trouble?.fault === 'forbidden' || trouble?.fault === 'port') {
    const denied = causes(error).find((cause): cause is AppError => cause instanceof AppError)
    return new AppError('egress.denied', denied?.message ?? `${host} ${troubleText(trouble)}.`, {
      cause: error,
      details: { ...denied?.details, ...details },
    })
  }
  if (trouble !== undefined) {
    return new AppError('registry.unreachable', `${host} ${troubleText(trouble)}.`, { cause: error, details })
  }
  return new AppError('registry.bad_answer', `${host} did not answer as an HTTP server does.`, {
    cause: error,
    details,
  })
}
