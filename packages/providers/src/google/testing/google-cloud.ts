import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fetch } from '@fairlead/oci/net'
import { selfSigned } from '../../testing/certificate.ts'
import { readToken, signToken } from '../../testing/json-web-token.ts'
import type { SeenRequest } from '../../testing/loopback-fetch.ts'
import { answerJson, ociErrors } from '../../testing/scripted-server.ts'
import { askedAddress, type Login, startVendorServer, type TokenAnswer } from '../../testing/vendor-server.ts'
import { apiError, apiOff, denied, oauthError } from './google-answers.ts'
import {
  EMAIL,
  HOST,
  ISSUER,
  KEY_ID,
  OWN,
  PLATFORM,
  POOL,
  PROJECT,
  READ,
  SUBJECT,
  WRITE,
} from './google-fixtures.ts'

import type { GoogleState } from './google-state.ts'
import { answerRegistryApi } from './registry-api.ts'

export interface GoogleCloud {
  readonly fetch: Fetch
  readonly seen: readonly SeenRequest[]
  readonly state: GoogleState
  /** A token of the platform on which the server runs. */
  subjectToken(claims?: Record<string, unknown>): string
  /** Access tokens that were given, oldest first. */
  readonly given: readonly string[]
  close(): Promise<void>
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString()
}

/**
 * Google Cloud as its documentation says it answers, with one project, one service account, the repositories `apps` and
 * `public`, and a workload identity pool. Signatures are checked.
 */
export async function startGoogleCloud(now: () => Date = () => new Date()): Promise<GoogleCloud> {
  const given: string[] = []
  /** Access tokens, with whom they are for and when they end. */
  const tokens = new Map<string, { readonly owner: string; readonly ends: number }>()
  const state: GoogleState = {
    account: 'enabled',
    key: 'in-force',
    keyMade: new Date(now().getTime() - 10 * 86_400_000),
    keyEnds: new Date('9999-12-31T23:59:59Z'),
    disabled: new Set(),
    permissions: new Set([READ, WRITE]),
    mayList: true,
    workloadUsers: new Set([SUBJECT]),
    poolEnabled: true,
    audience: `https://iam.googleapis.com/${POOL}`,
    condition: () => true,
    longTokens: false,
    now,
    override: undefined,
  }
  const seconds = (): number => Math.floor(state.now().getTime() / 1000)

  function give(owner: string, lifetime: number): string {
    const token = `ya29.${randomUUID()}`
    given.push(token)
    tokens.set(token, { owner, ends: seconds() + lifetime })
    return token
  }
  const ownerOf = (token: string): string | undefined => {
    const known = tokens.get(token)
    return known && known.ends > seconds() ? known.owner : undefined
  }
  const bearerOf = ({ headers }: IncomingMessage): string | undefined =>
    ownerOf(headers.authorization?.replace(/^Bearer /, '') ?? '')

  function giveForKey(form: URLSearchParams, response: ServerResponse) {
    const jwt = readToken(form.get('assertion') ?? '')
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer' || !jwt) {
      return oauthError(response, 'unsupported_grant_type', 'Invalid grant_type')
    }
    const { iss, aud, iat, exp, scope } = jwt.claims
    if (iss !== EMAIL || state.account === 'gone') {
      return oauthError(response, 'invalid_grant', 'Invalid grant: account not found')
    }
    const age = Number(exp) - Number(iat)
    const off = Math.abs(Number(iat) - seconds())
    if (age > 3600 || off > 600) {
      return oauthError(
        response,
        'invalid_grant',
        'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
      )
    }
    const own = jwt.header.kid === KEY_ID && state.key === 'in-force' && jwt.isSignedWith(OWN.publicKey)
    if (!own) return oauthError(response, 'invalid_grant', 'Invalid JWT Signature.')
    if (aud !== 'https://oauth2.googleapis.com/token' || !String(scope).includes('cloud-platform')) {
      return oauthError(response, 'invalid_scope', 'Invalid OAuth scope or ID token audience provided.')
    }
    answerJson(response, 200, { access_token: give(EMAIL, 3599), expires_in: 3599, token_type: 'Bearer' })
  }

  function giveForSubject(form: URLSearchParams, response: ServerResponse) {
    if (state.disabled.has('sts.googleapis.com')) {
      return apiError(
        response,
        403,
        'PERMISSION_DENIED',
        apiOff('Security Token Service API'),
        'SERVICE_DISABLED',
      )
    }
    if (form.get('audience') !== `//iam.googleapis.com/${POOL}` || !state.poolEnabled) {
      return oauthError(
        response,
        'invalid_target',
        'The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist.',
      )
    }
    const jwt = readToken(form.get('subject_token') ?? '')
    if (!jwt?.isSignedWith(PLATFORM.publicKey)) {
      return oauthError(response, 'invalid_grant', 'Invalid ID Token signature.')
    }
    const { iss, aud, sub, exp, iat } = jwt.claims
    if (iss !== ISSUER) {
      const text = `The issuer in ID Token ${String(iss)} does not match the expected ones.`
      return oauthError(response, 'invalid_grant', text)
    }
    if (aud !== state.audience) {
      const text = `The audience in ID Token [${String(aud)}] does not match the expected audience ${state.audience}.`
      return oauthError(response, 'invalid_grant', text)
    }
    if (Number(exp) < seconds()) {
      return oauthError(response, 'invalid_grant', `ID Token issued at ${String(iat)} is stale to sign-in.`)
    }
    if (!state.condition(String(sub))) {
      const text = 'The given credential is rejected by the attribute condition.'
      return oauthError(response, 'unauthorized_client', text)
    }
    answerJson(response, 200, {
      access_token: give(`principal:${String(sub)}`, 3600),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 3600,
    })
  }

  function impersonate(request: IncomingMessage, body: string, response: ServerResponse) {
    if (state.disabled.has('iamcredentials.googleapis.com')) {
      const text = apiOff('IAM Service Account Credentials API')
      return apiError(response, 403, 'PERMISSION_DENIED', text, 'SERVICE_DISABLED')
    }
    const owner = bearerOf(request)
    const asked = decodeURIComponent(/serviceAccounts\/([^:]+):/.exec(request.url ?? '')?.[1] ?? '')
    if (asked !== EMAIL)
      return apiError(response, 404, 'NOT_FOUND', `Not found; Gaia id not found for email ${asked}`)
    if (!owner?.startsWith('principal:') || !state.workloadUsers.has(owner.slice('principal:'.length))) {
      return apiError(
        response,
        403,
        'PERMISSION_DENIED',
        "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
        'IAM_PERMISSION_DENIED',
      )
    }
    const lifetime = Number.parseInt(String(JSON.parse(body).lifetime), 10)
    if (lifetime > 3600 && !state.longTokens) {
      const text =
        'The token lifetime requested is greater than the allowed maximum lifetime of 3600 seconds.'
      return apiError(response, 400, 'INVALID_ARGUMENT', text)
    }
    const expireTime = new Date((seconds() + lifetime) * 1000).toISOString()
    answerJson(response, 200, { accessToken: give(EMAIL, lifetime), expireTime })
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    if (state.override?.(request, response)) return
    const body = await readBody(request)
    const form = new URLSearchParams(body)
    const address = askedAddress(request)
    if (address === 'https://oauth2.googleapis.com/token') return giveForKey(form, response)
    if (address === 'https://sts.googleapis.com/v1/token') return giveForSubject(form, response)
    if (address === 'https://oauth2.googleapis.com/tokeninfo') {
      const token = form.get('access_token') ?? ''
      const owner = ownerOf(token)
      if (owner === undefined) return oauthError(response, 'invalid_token', 'Invalid Value')
      const expires = (tokens.get(token)?.ends ?? 0) - seconds()
      return answerJson(response, 200, { email: owner, expires_in: String(expires) })
    }
    if (address.startsWith('https://iamcredentials.googleapis.com/'))
      return impersonate(request, body, response)
    if (address.startsWith('https://artifactregistry.googleapis.com/')) {
      return answerRegistryApi(state, bearerOf(request), { request, body, response })
    }
    if (address.startsWith('https://www.googleapis.com/robot/v1/metadata/x509/')) {
      if (state.account === 'gone') return apiError(response, 404, 'NOT_FOUND', 'Not found.')
      const certificate = selfSigned(EMAIL, OWN, { from: state.keyMade, until: state.keyEnds })
      return answerJson(response, 200, state.key === 'in-force' ? { [KEY_ID]: certificate } : {})
    }
    answerJson(response, 404, {})
  }

  function permissionFor(scope: string): string {
    return scope.endsWith(':push') ? WRITE : READ
  }

  function decide(login: Login | undefined, scopes: readonly string[]): TokenAnswer {
    const owner = login && ownerOf(login.password)
    if (login && (owner === undefined || login.username !== 'oauth2accesstoken')) {
      return { status: 401, body: ociErrors('UNAUTHORIZED', 'failed authentication') }
    }
    if (scopes.length > 0 && state.disabled.has('artifactregistry.googleapis.com')) {
      return { status: 403, body: ociErrors('DENIED', apiOff('Artifact Registry API')) }
    }
    for (const scope of scopes) {
      const [project, repository] = (scope.split(':')[1] ?? '').split('/')
      const resource = `projects/${project}/locations/europe-west1/repositories/${repository}`
      const permission = permissionFor(scope)
      if (repository === 'public' && permission === READ) continue
      if (owner === undefined) {
        const text = `Unauthenticated request. Unauthenticated requests do not have permission "${permission}" on resource "${resource}" (or it may not exist)`
        return { status: 403, body: ociErrors('DENIED', text) }
      }
      const holds = project === PROJECT && state.permissions.has(permission)
      if (!holds) return { status: 403, body: ociErrors('DENIED', denied(permission, resource)) }
    }
    return { granted: scopes }
  }

  const server = await startVendorServer({
    registry: `https://${HOST}`,
    realm: `https://${HOST}/v2/token`,
    service: HOST,
    repositories: [`${PROJECT}/apps/api`, `${PROJECT}/apps/team/web`, `${PROJECT}/public/base`],
    token: decide,
    api: (request, response) => void answer(request, response),
    before(request, response) {
      response.setHeader('date', state.now().toUTCString())
      const missing = /^\/v2\/[^/]+\/(nowhere)\//.exec(request.url ?? '')?.[1]
      if (missing === undefined || !request.headers.authorization) return false
      answerJson(response, 404, ociErrors('NAME_UNKNOWN', `Repository "${missing}" not found`))
      return true
    },
  })
  return {
    fetch: server.fetch,
    seen: server.seen,
    state,
    given,
    subjectToken: (claims = {}) =>
      signToken(
        {
          iss: ISSUER,
          aud: `https://iam.googleapis.com/${POOL}`,
          sub: SUBJECT,
          iat: seconds(),
          exp: seconds() + 3600,
          ...claims,
        },
        PLATFORM.privateKey,
      ),
    close: () => server.close(),
  }
}
