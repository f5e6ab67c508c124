import { organizationDenial } from '../access/decide.ts'
import { classicForbidden } from '../registry/refusals.ts'
import type { TwinOrganization } from '../state/records.ts'
import type { SignedIn } from '../tokens/authenticate.ts'
import { type ApiCall, ApiRefusal, notFound } from './call.ts'

/** Throws 401 for an anonymous caller. */
export function requireSignedIn({ caller }: ApiCall): SignedIn {
  if (caller === 'anonymous') throw new ApiRefusal(401, 'Requires authentication')
  return caller
}

/** Throws 403 when the token belongs to no person but to a workflow or an App. */
export function requireUserToken(call: ApiCall): SignedIn {
  const signedIn = requireSignedIn(call)
  const { kind } = signedIn.token
  if (kind === 'actions' || kind === 'installation') {
    throw new ApiRefusal(403, 'Resource not accessible by integration')
  }
  return signedIn
}

/** Throws 403 for tokens that know no scopes: fine-grained ones and those of Apps. */
export function requireScopedToken(call: ApiCall, permission: string): SignedIn {
  const signedIn = requireUserToken(call)
  if (signedIn.token.kind === 'fine-grained') {
    throw new ApiRefusal(403, 'Resource not accessible by personal access token', {
      'X-Accepted-GitHub-Permissions': permission,
    })
  }
  return signedIn
}

/** Throws 403 with `message` unless the token has one of the scopes. */
export function requireScope({ scopes }: SignedIn, anyOf: readonly string[], message: string): void {
  if (!anyOf.some((scope) => scopes.has(scope))) throw new ApiRefusal(403, message)
}

export function requireOrganization(call: ApiCall, login: string): TwinOrganization {
  const organization = call.state.organization.get(login.toLowerCase())
  if (!organization) throw notFound()
  return organization
}

/**
 * Throws 403 where the organization refuses its member's token: classic tokens forbidden, or single sign-on not yet
 * granted (then `X-GitHub-SSO` says where to grant it).
 * https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api#authenticating-with-saml-sso
 */
export function requireReach(call: ApiCall, organization: TwinOrganization): void {
  if (call.caller === 'anonymous') return
  const denial = organizationDenial(organization, call.caller)
  if (denial === 'classic-forbidden') throw new ApiRefusal(403, classicForbidden(organization.login))
  if (denial !== 'sso-missing') return
  const { token } = call.caller
  const what = token.kind === 'oauth' ? 'your OAuth token' : 'your Personal Access token'
  throw new ApiRefusal(
    403,
    `Resource protected by organization SAML enforcement. You must grant ${what} access to this organization.`,
    { 'X-GitHub-SSO': `required; url=${call.sso.address(call.origin, token.id, organization.login)}` },
  )
}
