import type { ApiError } from './api-state.ts'
import type { Accounts, KnownKeys } from './aws-accounts.ts'
import { readSignature, type SignedRequest } from './read-signature.ts'

/** How one family of APIs calls the same errors. */
export interface ErrorNames {
  readonly unknownKey: string
  readonly wrongSignature: string
  readonly expired: string
}

export const JSON_NAMES: ErrorNames = {
  unknownKey: 'UnrecognizedClientException',
  wrongSignature: 'InvalidSignatureException',
  expired: 'ExpiredTokenException',
}
export const QUERY_NAMES: ErrorNames = {
  unknownKey: 'InvalidClientTokenId',
  wrongSignature: 'SignatureDoesNotMatch',
  expired: 'ExpiredToken',
}

const TOLERATED_MS = 5 * 60_000
const basic = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '')
const parse = (time: string): number =>
  Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))

function timeProblem(time: string, now: number): string | undefined {
  const signed = parse(time)
  if (signed < now - TOLERATED_MS) {
    return `Signature expired: ${time} is now earlier than ${basic(now - TOLERATED_MS)} (${basic(now)} - 5 min.)`
  }
  if (signed > now + TOLERATED_MS) {
    return `Signature not yet current: ${time} is still later than ${basic(now + TOLERATED_MS)} (${basic(now)} + 5 min.)`
  }
  return undefined
}

/** Whose a signed request is, or why it is not taken. The refusal of a signature repeats the request, as AWS's does. */
export function authenticate(
  accounts: Accounts,
  request: SignedRequest,
  region: string,
  names: ErrorNames,
): KnownKeys | ApiError {
  const claimed = readSignature(request)
  const known = accounts.keys.find(({ accessKeyId }) => accessKeyId === claimed?.accessKeyId)
  const token = request.headers['x-amz-security-token']
  if (!claimed || !known || known.sessionToken !== token || accounts.regionsOff.has(region)) {
    return {
      status: 403,
      code: names.unknownKey,
      message: 'The security token included in the request is invalid.',
    }
  }
  if (known.endsAt !== undefined && known.endsAt <= accounts.now()) {
    return {
      status: 403,
      code: names.expired,
      message: 'The security token included in the request is expired',
    }
  }
  const late = timeProblem(claimed.time, accounts.now())
  if (late) return { status: 403, code: names.wrongSignature, message: late }
  if (claimed.region !== region) {
    return {
      status: 403,
      code: names.wrongSignature,
      message: `Credential should be scoped to a valid region.`,
    }
  }
  if (claimed.fits(known.secretAccessKey)) return known
  const sentence =
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
  const repeated = `The Canonical String for this request should have been\n'${request.method}\n${request.path}\nx-amz-security-token:${token ?? ''}\n'`
  return { status: 403, code: names.wrongSignature, message: `${sentence}\n\n${repeated}` }
}
