import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fetch } from '@fairlead/oci/net'
import { readToken, signToken } from '../../testing/json-web-token.ts'
import type { SeenRequest } from '../../testing/loopback-fetch.ts'
import { createMappedFetch } from '../../testing/mapped-fetch.ts'
import { answerJson, ociErrors } from '../../testing/scripted-server.ts'
import { askedAddress, type Login, startVendorServer, type TokenAnswer } from '../../testing/vendor-server.ts'

export const HOST = 'contoso.azurecr.io'
export const TENANT = '409520d4-8100-4d1d-ad47-72432ddcc120'
export const CLIENT = '11111111-aaaa-4bbb-8ccc-222222222222'
export const SECRET = 'abc8Q~client-secret-value-0123456789'
const SUBJECT = 'system:serviceaccount:tools:fairlead'
const RESOURCE = 'https://containerregistry.azure.net'
export const IDENTITY_HEADER = 'identity-header-0123456789'
export const IDENTITY_ENDPOINT = 'http://localhost:42356/msi/token'
const METADATA = ['http://169.254.169.254/metadata/identity/oauth2/token', IDENTITY_ENDPOINT]
const NULL_USER = '00000000-0000-0000-0000-000000000000'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const platform = generateKeyPairSync('rsa', { modulusLength: 2048 })

import type { AzureState } from './azure-state.ts'

export interface AzureCloud {
  readonly fetch: Fetch
  /** Reaches the metadata service of the machine as well. */
  readonly ambientFetch: Fetch
  readonly seen: readonly SeenRequest[]
  readonly state: AzureState
  /** A token that Kubernetes gives to this server. */
  workloadToken(claims?: Record<string, unknown>): string
  /** Refresh tokens that the registry gave, oldest first. */
  readonly given: readonly string[]
  close(): Promise<void>
}

const ACTIONS = {
  none: [],
  AcrPull: ['read'],
  AcrPush: ['read', 'write'],
  Owner: ['read', 'write', 'delete', 'metadata/read', 'metadata/write'],
} as const

const UNAUTHORIZED = ociErrors(
  'UNAUTHORIZED',
  'authentication required, visit https://aka.ms/acr/authorization for more information.',
)

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return new URLSearchParams(Buffer.concat(pieces).toString())
}

function entraError(response: ServerResponse, status: number, error: string, code: number, text: string) {
  answerJson(response, status, {
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: 654ce9b2-a626-4e0b-8598-0cac69970200 Correlation ID: 5be327fc-93cb-4bef-ab4e-0373f11a8017 Timestamp: 2026-11-01 12:00:00Z`,
    error_codes: [code],
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  })
}

/**
 * Azure as its documentation says it answers: a tenant with one application, a registry with the repositories `app` and
 * `team/web`, its admin user and a token, and the metadata service of a machine. Signatures are checked.
 */
export async function startAzureCloud(now: () => Date): Promise<AzureCloud> {
  const given: string[] = []
  const state: AzureState = {
    tenantKnown: true,
    application: 'enabled',
    secretState: 'valid',
    secretEnds: undefined,
    role: 'AcrPush',
    limitedTo: undefined,
    adminEnabled: true,
    adminPassword: 'admin-password-0123456789',
    tokenEnabled: true,
    tokenPassword: 'token-password-0123456789',
    anonymousPull: false,
    blocked: undefined,
    managedIdentity: true,
    federatedSubject: SUBJECT,
    now,
    override: undefined,
  }
  const seconds = (): number => Math.floor(state.now().getTime() / 1000)
  const accessToken = (resource: string): string =>
    signToken(
      { aud: resource, tid: TENANT, appid: CLIENT, exp: seconds() + 3600, jti: randomUUID() },
      privateKey,
    )

  function isOurs(token: string, audience: string): boolean {
    const read = readToken(token)
    if (!read?.isSignedWith(publicKey)) return false
    return read.claims.aud === audience && Number(read.claims.exp) > seconds()
  }

  /** The error of a login, if there is one. */
  function entraRefusal(
    tenant: string,
    form: URLSearchParams,
  ): readonly [number, string, number, string] | undefined {
    if (!state.tenantKnown || tenant !== TENANT) {
      return [400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`]
    }
    if (state.application === 'gone' || form.get('client_id') !== CLIENT) {
      const text = `Application with identifier '${form.get('client_id')}' was not found in the directory 'Contoso'.`
      return [400, 'unauthorized_client', 700016, text]
    }
    if (state.application === 'disabled') {
      return [401, 'unauthorized_client', 7000112, `Application '${CLIENT}'(fairlead) is disabled.`]
    }
    const assertion = form.get('client_assertion')
    if (assertion !== null) {
      const read = readToken(assertion)
      if (!read?.isSignedWith(platform.publicKey)) {
        return [401, 'invalid_client', 700027, 'Client assertion contains an invalid signature.']
      }
      if (Number(read.claims.exp) < seconds()) {
        return [401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.']
      }
      const text = `No matching federated identity record found for presented assertion subject '${String(read.claims.sub)}'.`
      return read.claims.sub === state.federatedSubject ? undefined : [401, 'invalid_client', 700213, text]
    }
    if (form.get('client_secret') !== SECRET) {
      const text = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${CLIENT}'.`
      return [401, 'invalid_client', 7000215, text]
    }
    if (state.secretState === 'expired') {
      return [
        401,
        'invalid_client',
        7000222,
        `The provided client secret keys for app '${CLIENT}' are expired.`,
      ]
    }
    return undefined
  }

  async function giveAccess(request: IncomingMessage, response: ServerResponse) {
    const form = await readForm(request)
    const tenant = decodeURIComponent((request.url ?? '').split('/')[1] ?? '')
    const refusal = entraRefusal(tenant, form)
    if (refusal) return entraError(response, ...refusal)
    const resource = (form.get('scope') ?? '').replace(/\/\.default$/, '')
    answerJson(response, 200, { token_type: 'Bearer', expires_in: 3599, access_token: accessToken(resource) })
  }

  function giveManaged(request: IncomingMessage, response: ServerResponse) {
    const query = new URL(request.url ?? '/', 'http://x').searchParams
    if (request.headers.metadata !== 'true' && request.headers['x-identity-header'] !== IDENTITY_HEADER) {
      return answerJson(response, 400, {
        error: 'bad_request',
        error_description: 'Required metadata header not specified',
      })
    }
    if (!state.managedIdentity) {
      return answerJson(response, 400, { error: 'invalid_request', error_description: 'Identity not found' })
    }
    answerJson(response, 200, {
      access_token: accessToken(query.get('resource') ?? ''),
      expires_in: '86399',
      resource: query.get('resource'),
      token_type: 'Bearer',
    })
  }

  async function exchange(request: IncomingMessage, response: ServerResponse) {
    const form = await readForm(request)
    const good =
      form.get('grant_type') === 'access_token' &&
      form.get('service') === HOST &&
      form.get('tenant') === TENANT &&
      isOurs(form.get('access_token') ?? '', RESOURCE)
    if (!good || state.role === 'none') return answerJson(response, 401, UNAUTHORIZED)
    const token = signToken(
      {
        jti: randomUUID(),
        iat: seconds(),
        exp: seconds() + 3 * 3600,
        iss: 'Azure Container Registry',
        aud: HOST,
        grant_type: 'refresh_token',
        permissions: { Actions: ACTIONS[state.role], NotActions: null },
      },
      privateKey,
    )
    given.push(token)
    answerJson(response, 200, { refresh_token: token })
  }

  function tellExpiry(request: IncomingMessage, response: ServerResponse) {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
    if (!isOurs(token, 'https://graph.microsoft.com')) return answerJson(response, 401, {})
    if (state.secretEnds === undefined) {
      const error = {
        code: 'Authorization_RequestDenied',
        message: 'Insufficient privileges to complete the operation.',
      }
      return answerJson(response, 403, { error })
    }
    answerJson(response, 200, {
      passwordCredentials: [
        { hint: 'xyz', endDateTime: '2030-01-01T00:00:00Z' },
        { hint: SECRET.slice(0, 3), endDateTime: state.secretEnds.toISOString() },
      ],
    })
  }

  /** What a login may do in a repository; undefined for one that is none. */
  function actionsOf(login: Login): readonly string[] | undefined {
    const { username, password } = login
    if (username === NULL_USER) return isOurs(password, HOST) ? ACTIONS[state.role] : undefined
    if (username === 'contoso') {
      return state.adminEnabled && password === state.adminPassword ? ACTIONS.Owner : undefined
    }
    if (username === 'ci-pull') {
      return state.tokenEnabled && password === state.tokenPassword ? ['read'] : undefined
    }
    const isPrincipal = username === CLIENT && password === SECRET && state.secretState === 'valid'
    return isPrincipal && state.role !== 'none' ? ACTIONS[state.role] : undefined
  }

  function decide(login: Login | undefined, scopes: readonly string[]): TokenAnswer {
    const actions = login ? actionsOf(login) : state.anonymousPull ? ['read'] : []
    if (actions === undefined) return { status: 401, body: UNAUTHORIZED }
    const granted = scopes.filter((scope) => {
      const [type, name, action] = scope.split(':')
      if (type === 'registry') return login !== undefined && actions.includes('read') && !state.limitedTo
      if (state.limitedTo !== undefined && name !== state.limitedTo) return false
      return actions.includes(action === 'push' ? 'write' : 'read')
    })
    return granted.length < scopes.length ? { status: 401, body: UNAUTHORIZED } : { granted: scopes }
  }

  function isBlocked(response: ServerResponse): boolean {
    if (state.blocked === undefined) return false
    const text = `client with IP '${state.blocked}' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.`
    answerJson(response, 403, ociErrors('DENIED', text))
    return true
  }

  function answer(request: IncomingMessage, response: ServerResponse) {
    const address = askedAddress(request)
    if (address.startsWith('https://login.microsoftonline.com/')) return void giveAccess(request, response)
    if (METADATA.includes(address)) return giveManaged(request, response)
    if (address.startsWith('https://graph.microsoft.com/')) return tellExpiry(request, response)
    answerJson(response, 404, {})
  }

  let url = ''
  const server = await startVendorServer({
    registry: `https://${HOST}`,
    realm: `https://${HOST}/oauth2/token`,
    service: HOST,
    repositories: ['app', 'team/web'],
    token: decide,
    api: answer,
    before(request, response) {
      response.setHeader('date', state.now().toUTCString())
      url = `http://${request.headers.host}`
      if (state.override?.(request, response)) return true
      const address = askedAddress(request)
      // The first question needs no login, and is answered to all.
      if (address === `https://${HOST}/v2/`) return false
      if (address.startsWith(`https://${HOST}/`) && isBlocked(response)) return true
      if (address !== `https://${HOST}/oauth2/exchange`) return false
      void exchange(request, response)
      return true
    },
  })
  // Which port plays the cloud is learnt by asking it.
  await server.fetch(`https://${HOST}/v2/`)
  const machine = createMappedFetch((origin) =>
    METADATA.some((address) => new URL(address).origin === origin) ? url : undefined,
  )
  return {
    fetch: server.fetch,
    ambientFetch: machine.fetch,
    seen: server.seen,
    state,
    given,
    workloadToken: (claims = {}) =>
      signToken(
        { iss: 'https://issuer.example', sub: SUBJECT, exp: seconds() + 3600, ...claims },
        platform.privateKey,
      ),
    async close() {
      await machine.close()
      await server.close()
    },
  }
}
