import type { Clock } from '@fairlead/core'
import type { AccessRequest, Refusal } from '@fairlead/oci/registry'
import { findPackage, pullDenial, pushDenial } from '../access/decide.ts'
import { requestOrigin } from '../http/host.ts'
import type { TwinState } from '../state/twin-state.ts'
import type { Caller } from '../tokens/authenticate.ts'
import { identifyVisitor } from './identify.ts'
import { denialRefusal, invalidToken, nameInvalid, tokenEnded, unauthorized } from './refusals.ts'
import type { RegistryTokens, RepositoryScope } from './registry-token.ts'

export interface AuthorizeParts {
  readonly state: TwinState
  readonly tokens: RegistryTokens
  readonly clock: Clock
  /** Told who was let in, for what the push makes afterwards. */
  readonly onCaller: (access: AccessRequest, caller: Caller) => void
}

/** Decides about every request to `/v2/` as ghcr.io does, in its words. */
export function createAuthorize({ state, tokens, clock, onCaller }: AuthorizeParts) {
  return (access: AccessRequest): Refusal | undefined => {
    const { action, repository, request } = access
    if (repository !== undefined && /[A-Z]/.test(repository)) return nameInvalid
    const push = action === 'push' || action === 'delete'
    const where = { origin: requestOrigin(request), repository, push }

    const visitor = identifyVisitor(state, tokens, clock, request.headers.authorization)
    if (visitor === 'invalid') return invalidToken
    if (visitor === 'unknown') return unauthorized(where)
    if (visitor === 'ended') return tokenEnded(where)
    const { caller, scopes } =
      visitor === 'made-up' ? { caller: 'anonymous' as const, scopes: 'all' as const } : visitor
    if (repository === undefined) return visitor === 'made-up' ? unauthorized(where) : undefined

    const covered = coverage(scopes, repository)
    if (!(push ? covered.push : covered.pull)) return unauthorized(where)
    const refusal = refuse(state, caller, repository, push, covered.push, where)
    if (!refusal) onCaller(access, caller)
    return refusal
  }
}

function coverage(scopes: readonly RepositoryScope[] | 'all', repository: string) {
  if (scopes === 'all') return { pull: true, push: true }
  const own = scopes.filter((scope) => scope.repository === repository)
  return { pull: own.some(({ pull, push }) => pull || push), push: own.some(({ push }) => push) }
}

function refuse(
  state: TwinState,
  caller: Caller,
  repository: string,
  push: boolean,
  mayPushToo: boolean,
  where: Parameters<typeof unauthorized>[0],
): Refusal | undefined {
  const slash = repository.indexOf('/')
  const owner = repository.slice(0, Math.max(slash, 0))
  const name = repository.slice(slash + 1)
  const denial = (push ? pushDenial : pullDenial)(state, caller, owner, name)
  if (!denial) return undefined
  // The first push to a new package asks what is there already; it must hear "nothing", not "denied".
  const creating = !push && mayPushToo && !findPackage(state, owner, name)
  if (creating && !pushDenial(state, caller, owner, name)) return undefined
  return denialRefusal(denial, state.organization.get(owner)?.login ?? owner, where)
}
