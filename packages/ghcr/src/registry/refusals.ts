import type { ErrorEntry, Refusal } from '@fairlead/oci/registry'
import type { Denial } from '../access/decide.ts'

/** The scope that ghcr.io names where the request has no repository. */
export const PLACEHOLDER = 'user/image'

export interface ChallengeFor {
  /** `http://127.0.0.1:5555`, as the client calls the twin. */
  readonly origin: string
  readonly repository?: string | undefined
  readonly push?: boolean | undefined
}

/** https://distribution.github.io/distribution/spec/auth/token/#how-to-authenticate */
function challenge({ origin, repository, push }: ChallengeFor): Readonly<Record<string, string>> {
  const scope = `repository:${repository ?? PLACEHOLDER}:${push ? 'pull,push' : 'pull'}`
  const service = new URL(origin).host
  return { 'WWW-Authenticate': `Bearer realm="${origin}/token",service="${service}",scope="${scope}"` }
}

export const unauthorized = (where: ChallengeFor, message = 'authentication required'): Refusal => ({
  status: 401,
  headers: challenge(where),
  errors: [{ code: 'UNAUTHORIZED', message }],
})

const denied = (message: string): Refusal => ({ status: 403, errors: [{ code: 'DENIED', message }] })

export const noAccess = denied('requested access to the resource is denied')
export const badCredential = denied('denied')
/** Of Basic credentials, and of a bearer token that is not even base64, on the registry itself. */
export const invalidToken = denied('invalid token')

export const nameInvalid: Refusal = {
  status: 400,
  errors: [{ code: 'NAME_INVALID', message: 'invalid repository name' }],
}

/** Of a token that held when the registry token was given for it, and holds no more. */
export const tokenEnded = (where: ChallengeFor): Refusal =>
  unauthorized(where, 'unauthenticated: User cannot be authenticated with the token provided.')

const PERMISSION: Partial<Record<Denial, string>> = {
  'scopes-missing': 'permission_denied: The token provided does not match expected scopes.',
  'owner-unknown': 'not_found: owner not found',
  'may-not-create': 'permission_denied: create_package',
  'may-not-write': 'permission_denied: write_package',
  'actions-read': 'permission_denied: read_package',
  'installation-read': 'installation not allowed to Read organization package',
  'installation-create': 'installation not allowed to Create organization package',
  'installation-write': 'installation not allowed to Write organization package',
  'installation-absent': 'permission_denied: The requested installation does not exist.',
}

/** What the registry says to a caller who may not, in ghcr.io's words. */
export function denialRefusal(denial: Denial, organization: string, where: ChallengeFor): Refusal {
  if (denial === 'sign-in-needed' || denial === 'sso-missing') return unauthorized(where)
  if (denial === 'classic-forbidden') return denied(`permission_denied: ${classicForbidden(organization)}`)
  const message = PERMISSION[denial]
  return message === undefined ? noAccess : denied(message)
}

/** The registry and the API say it alike. */
export const classicForbidden = (organization: string): string =>
  `\`${organization}\` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.`

export const errorBody = (errors: readonly ErrorEntry[]): string => `${JSON.stringify({ errors })}\n`
