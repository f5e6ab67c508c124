import { randomBytes } from 'node:crypto'
import type { ApiAnswer, ApiError, ApiState } from './api-state.ts'
import { authenticate, JSON_NAMES } from './authenticate.ts'
import { ACCOUNT, denialText } from './aws-accounts.ts'
import type { SignedRequest } from './read-signature.ts'

export type EcrService = 'ecr' | 'ecr-public'

const LIFE_MS = 12 * 3_600_000

const json = (status: number, value: unknown): ApiAnswer => ({
  status,
  type: 'application/x-amz-json-1.1',
  text: JSON.stringify(value),
})

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html */
export const ecrError = ({ status, code, message }: ApiError): ApiAnswer =>
  json(status, { __type: code, message })

function giveLogin({ accounts, logins }: ApiState, arn: string) {
  const password = randomBytes(150).toString('base64')
  const endsAt = accounts.now() + LIFE_MS
  logins.set(password, { arn, endsAt })
  const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64')
  return { authorizationToken, expiresAt: endsAt / 1000 }
}

function describeRepositories(
  { repositories }: ApiState,
  service: EcrService,
  input: Record<string, unknown>,
) {
  const from = Number(input.nextToken ?? 0)
  const to = from + Number(input.maxResults ?? 100)
  const page = repositories.slice(from, to).map((name) => ({
    repositoryName: name,
    repositoryUri: service === 'ecr-public' ? `public.ecr.aws/${name}` : name,
  }))
  return { repositories: page, ...(to < repositories.length ? { nextToken: String(to) } : {}) }
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Operations.html, and the same of Public ECR */
export function answerEcr(
  state: ApiState,
  service: EcrService,
  request: SignedRequest,
  region: string,
): ApiAnswer {
  const { policy } = state.accounts
  const caller = authenticate(state.accounts, request, region, JSON_NAMES)
  if ('code' in caller) return ecrError({ ...caller, status: 400 })
  const target = String(request.headers['x-amz-target']).split('.').at(-1) ?? ''
  const input = JSON.parse(request.body.toString() || '{}') as Record<string, unknown>
  const login = target === 'GetAuthorizationToken'
  const registry = String(input.registryId ?? ACCOUNT)
  const resource = login ? '*' : `arn:aws:${service}:${region}:${registry}:repository/*`
  const bearer = login && service === 'ecr-public' ? ['sts:GetServiceBearerToken'] : []
  for (const action of [`${service}:${target}`, ...bearer]) {
    const why = policy(caller.arn, action, resource)
    if (why === undefined) continue
    const message = denialText(caller.arn, action, resource, why)
    return ecrError({ status: 400, code: 'AccessDeniedException', message })
  }
  if (!login) return json(200, describeRepositories(state, service, input))
  const given = giveLogin(state, caller.arn)
  return json(200, { authorizationData: service === 'ecr' ? [given] : given })
}
