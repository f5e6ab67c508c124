import type { IncomingMessage } from 'node:http'
import type { AccessRequest, Refusal } from '@fairlead/oci/registry'
import { ASKED_ORIGIN } from '../../testing/mapped-fetch.ts'
import type { ApiState, GivenLogin } from './api-state.ts'
import { denialText } from './aws-accounts.ts'

/** The action of IAM that a request to the registry comes to. */
function actionOf(service: string, { action, request }: AccessRequest): string | undefined {
  const { method, url = '' } = request
  if (action === 'ping') return undefined
  if (action === 'push') return `${service}:InitiateLayerUpload`
  if (url.includes('/tags/list')) return `${service}:ListImages`
  if (url.includes('/blobs/')) {
    return method === 'HEAD' ? `${service}:BatchCheckLayerAvailability` : `${service}:GetDownloadUrlForLayer`
  }
  return `${service}:BatchGetImage`
}

const denied = (message: string): Refusal => ({ status: 403, errors: [{ code: 'DENIED', message }] })

const hostOf = (request: IncomingMessage): string => new URL(String(request.headers[ASKED_ORIGIN])).host

function iamRefusal(
  { accounts, repositories }: ApiState,
  { arn }: GivenLogin,
  access: AccessRequest,
): Refusal | undefined {
  const { repository } = access
  const action = actionOf('ecr', access)
  if (action === undefined || repository === undefined) return undefined
  const [account = '', , , region = ''] = hostOf(access.request).split('.')
  const resource = `arn:aws:ecr:${region}:${account}:repository/${repository}`
  const why = accounts.policy(arn, action, resource)
  if (why !== undefined) return denied(denialText(arn, action, resource, why))
  if (repositories.includes(repository)) return undefined
  const message = `The repository with name '${repository}' does not exist in the registry with id '${account}'`
  return { status: 404, errors: [{ code: 'NAME_UNKNOWN', message }] }
}

/** Who may do what at a private registry, which takes logins by Basic authentication. */
export function authorizeEcr(state: ApiState, access: AccessRequest): Refusal | undefined {
  const { authorization } = access.request.headers
  if (!authorization?.startsWith('Basic ')) {
    const realm = `https://${hostOf(access.request)}/`
    return {
      status: 401,
      headers: { 'WWW-Authenticate': `Basic realm="${realm}",service="ecr.amazonaws.com"` },
      errors: [{ code: 'UNAUTHORIZED', message: 'Not Authorized' }],
    }
  }
  const [username, password = ''] = Buffer.from(authorization.slice(6), 'base64').toString().split(/:(.*)/s)
  const login = username === 'AWS' ? state.logins.get(password) : undefined
  if (!login) return denied('Your Authorization Token is invalid.')
  if (login.endsAt <= state.accounts.now()) {
    return denied('Your authorization token has expired. Reauthenticate and try again.')
  }
  return iamRefusal(state, login, access)
}

/** Who may do what at Public ECR: everybody pulls with a token that anybody gets, and owners push. */
export function authorizePublic(
  state: ApiState,
  tokens: ReadonlyMap<string, GivenLogin | undefined>,
  access: AccessRequest,
): Refusal | undefined {
  const token = access.request.headers.authorization?.replace(/^Bearer /, '') ?? ''
  const { repository, action } = access
  if (!tokens.has(token)) {
    const challenge = 'Bearer realm="https://public.ecr.aws/token/",service="public.ecr.aws",scope="aws"'
    return {
      status: 401,
      headers: { 'WWW-Authenticate': challenge },
      errors: [{ code: 'UNAUTHORIZED', message: 'Not Authorized' }],
    }
  }
  if (repository === undefined) return undefined
  if (!state.repositories.includes(repository)) {
    const message = `The repository with name '${repository}' does not exist in the registry with id '111122223333'`
    return { status: 404, errors: [{ code: 'NAME_UNKNOWN', message }] }
  }
  if (action !== 'push') return undefined
  const arn = tokens.get(token)?.arn
  if (arn === undefined) return denied('Not Authorized')
  const needed = 'ecr-public:InitiateLayerUpload'
  const resource = `arn:aws:ecr-public::111122223333:repository/${repository.split('/').at(-1)}`
  const why = state.accounts.policy(arn, needed, resource)
  return why === undefined ? undefined : denied(denialText(arn, needed, resource, why))
}
