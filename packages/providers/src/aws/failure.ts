import { type Exchange, isAppError } from '@fairlead/core'
import { type NetworkTrouble, networkTrouble, troubleCode } from '@fairlead/oci/net'
import { oneLine } from '../verification/one-line.ts'
import type { Scrub } from '../verification/scrub.ts'
import { LimitExceeded } from '../verification/within-limit.ts'
import { RedirectedAnswer, type Sent } from './sdk-fetch.ts'

/** What kept a question to an AWS API from its answer. */
export type AwsFailureKind =
  /** No answer; `trouble` says why. */
  | 'network'
  | 'server-error'
  | 'throttled'
  /** An answer that AWS does not give. */
  | 'garbage'
  /** No such access key, or it is inactive. In a region that the account has not enabled AWS says so as well. */
  | 'unknown-key'
  | 'wrong-secret'
  /** The request was signed at a time that AWS does not accept. */
  | 'clock'
  | 'expired'
  /** The keys are good, and no policy allows this. */
  | 'denied'
  | 'region-off'
  /** AWS refuses for a reason of its own. */
  | 'refused'

export interface AwsFailure {
  readonly kind: AwsFailureKind
  /** The API that was asked: `https://sts.eu-west-1.amazonaws.com`. */
  readonly origin: string
  readonly trouble?: NetworkTrouble
  /** AWS's name of the error; empty when it gave none. */
  readonly code: string
  /** AWS's sentence, on one line and without secrets. */
  readonly message: string
  readonly evidence: readonly Exchange[]
}

// The names are those of the JSON APIs and of STS, which speak of the same things with different words.
// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html
// https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
const KINDS: Readonly<Record<string, AwsFailureKind>> = {
  UnrecognizedClientException: 'unknown-key',
  UnrecognizedClient: 'unknown-key',
  InvalidClientTokenId: 'unknown-key',
  InvalidAccessKeyId: 'unknown-key',
  InvalidSignatureException: 'wrong-secret',
  SignatureDoesNotMatch: 'wrong-secret',
  IncompleteSignature: 'wrong-secret',
  IncompleteSignatureException: 'wrong-secret',
  RequestExpired: 'clock',
  RequestTimeTooSkewed: 'clock',
  RequestInTheFuture: 'clock',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  NotAuthorized: 'denied',
  OptInRequired: 'region-off',
  RegionDisabledException: 'region-off',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  LimitExceededException: 'throttled',
  ServiceUnavailable: 'server-error',
  InternalFailure: 'server-error',
  ServerException: 'server-error',
  // Of AssumeRole and AssumeRoleWithWebIdentity.
  ValidationError: 'refused',
  ValidationException: 'refused',
  InvalidIdentityToken: 'refused',
  InvalidIdentityTokenException: 'refused',
  IDPRejectedClaim: 'refused',
  IDPRejectedClaimException: 'refused',
  IDPCommunicationError: 'refused',
  PackedPolicyTooLarge: 'refused',
  InvalidParameterException: 'refused',
  UnsupportedCommandException: 'refused',
  KmsException: 'refused',
}

// "Signature expired: 20261122T100000Z is now earlier than …" has the code of a wrong signature.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
const BY_TIME = /signature (?:expired|not yet current)|is (?:now earlier|still later) than/i
const BY_SCOPE = /credential should be scoped to/i

function kindOf(code: string, message: string, status: number | undefined): AwsFailureKind {
  const known = Object.hasOwn(KINDS, code) ? KINDS[code] : undefined
  if (known === 'wrong-secret' && BY_TIME.test(message)) return 'clock'
  if (known === 'wrong-secret' && BY_SCOPE.test(message)) return 'region-off'
  if (known) return known
  if (status === 429) return 'throttled'
  if (status !== undefined && status >= 500) return 'server-error'
  return status === 401 || status === 403 ? 'refused' : 'garbage'
}

/** The refusal of a signature repeats the whole request, its session token included: what follows the sentence goes. */
const sentence = (text: string): string =>
  oneLine(text.split(/\n|The Canonical String for this request/)[0] ?? '')

/** Reads what a call of the SDK threw. `asked` names the action: `ecr:GetAuthorizationToken`. */
export function readAwsFailure(error: unknown, action: string, sent: Sent, scrub: Scrub): AwsFailure {
  const asked = `${sent.method} ${sent.origin}${sent.path} (${action})`
  const fail = (kind: AwsFailureKind, answered: string, facts: Partial<AwsFailure> = {}): AwsFailure => ({
    kind,
    origin: sent.origin,
    code: '',
    message: '',
    ...facts,
    evidence: [{ asked, answered: scrub(answered) }],
  })
  if (error instanceof LimitExceeded) {
    return fail('network', error.message, { trouble: { fault: 'timeout' } })
  }
  const trouble = networkTrouble(error)
  if (trouble) return fail('network', `no answer: ${troubleCode(trouble)}`, { trouble })
  if (error instanceof RedirectedAnswer)
    return fail('garbage', `${sent.status} to ${oneLine(error.location)}`)
  const { status } = sent
  const named = error instanceof Error && !isAppError(error) ? error : undefined
  // The SDK calls what it cannot read by names of its own, or of the language.
  const code =
    named && /^[A-Z]\w+$/.test(named.name) && !/^(?:\w*Error|Unknown)$/.test(named.name) ? named.name : ''
  const known = code !== '' || Object.hasOwn(KINDS, named?.name ?? '')
  const name = known ? (named?.name ?? '') : ''
  const message = name === '' ? '' : scrub(sentence(named?.message ?? ''))
  const kind = kindOf(name, message, status)
  const answered =
    name === '' ? `${status ?? 'no answer'}, not in AWS's form` : `${status} ${name}: ${message}`
  return fail(kind, kind === 'server-error' && name === '' ? `${status}` : answered, { code: name, message })
}
