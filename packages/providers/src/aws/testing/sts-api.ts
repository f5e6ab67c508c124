import type { ApiAnswer, ApiError } from './api-state.ts'
import { authenticate, QUERY_NAMES } from './authenticate.ts'
import { ACCOUNT, type Accounts, denialText, type KnownKeys, openSession } from './aws-accounts.ts'
import type { SignedRequest } from './read-signature.ts'

const NAMESPACE = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"'

const escapeXml = (text: string): string => text.replace(/[<>&'"]/g, (mark) => `&#${mark.charCodeAt(0)};`)

const xml = (status: number, text: string): ApiAnswer => ({ status, type: 'text/xml', text })

/** https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
export const stsError = ({ status, code, message }: ApiError): ApiAnswer =>
  xml(
    status,
    `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  )

const result = (action: string, text: string): ApiAnswer =>
  xml(
    200,
    `<${action}Response ${NAMESPACE}><${action}Result>${text}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
  )

function session({ accessKeyId, secretAccessKey, sessionToken = '', arn, endsAt }: KnownKeys): string {
  const credentials = [
    `<AccessKeyId>${accessKeyId}</AccessKeyId>`,
    `<SecretAccessKey>${escapeXml(secretAccessKey)}</SecretAccessKey>`,
    `<SessionToken>${escapeXml(sessionToken)}</SessionToken>`,
    `<Expiration>${new Date(endsAt ?? 0).toISOString()}</Expiration>`,
  ].join('')
  return `<AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>${arn}</Arn></AssumedRoleUser><Credentials>${credentials}</Credentials>`
}

/** The request is not signed. Its refusal repeats the token, as no refusal should. */
function byWebIdentity(accounts: Accounts, form: URLSearchParams): ApiAnswer {
  const token = form.get('WebIdentityToken') ?? ''
  const arn = form.get('RoleArn') ?? ''
  const mayAssume = accounts.webTokens.get(token)
  const role = accounts.roles.find((each) => each.arn === arn)
  if (mayAssume === undefined) {
    const message = `No OpenIDConnect provider found in your account for ${token}`
    return stsError({ status: 400, code: 'InvalidIdentityToken', message })
  }
  if (!role || mayAssume !== arn) {
    const message = 'Not authorized to perform sts:AssumeRoleWithWebIdentity'
    return stsError({ status: 403, code: 'AccessDenied', message })
  }
  return result(
    'AssumeRoleWithWebIdentity',
    session(openSession(accounts, role, form.get('RoleSessionName') ?? '')),
  )
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html */
export function answerSts(accounts: Accounts, request: SignedRequest, region: string): ApiAnswer {
  const form = new URLSearchParams(request.body.toString())
  const action = form.get('Action') ?? ''
  if (action === 'AssumeRoleWithWebIdentity') return byWebIdentity(accounts, form)
  const caller = authenticate(accounts, request, region, QUERY_NAMES)
  if ('code' in caller) return stsError(caller)
  if (action === 'GetCallerIdentity') {
    return result(action, `<Arn>${caller.arn}</Arn><UserId>x</UserId><Account>${ACCOUNT}</Account>`)
  }
  const arn = form.get('RoleArn') ?? ''
  const role = accounts.roles.find((each) => each.arn === arn)
  const why = accounts.policy(caller.arn, 'sts:AssumeRole', arn)
  const trusted =
    role?.trusts.includes(caller.arn) && role.externalId === (form.get('ExternalId') ?? undefined)
  if (why === undefined && role && trusted) {
    return result(action, session(openSession(accounts, role, form.get('RoleSessionName') ?? '')))
  }
  const message = denialText(caller.arn, 'sts:AssumeRole', arn, why ?? '')
  return stsError({ status: 403, code: 'AccessDenied', message })
}
