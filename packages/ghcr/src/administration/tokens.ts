import { type Clock, Secret } from '@fairlead/core'
import type { TokenKind, TokenView, TwinToken } from '../state/records.ts'
import type { TwinState } from '../state/twin-state.ts'
import { normalizeScopes } from '../tokens/scopes.ts'
import { hashToken, mintToken, tokenPrefix } from '../tokens/token-format.ts'
import type { TokenInput, TwinAdministration } from './administration.ts'
import { refuse, requireOrganization, requireRepository, requireUser } from './refuse.ts'

type Tokens = Pick<
  TwinAdministration,
  | 'token'
  | 'tokens'
  | 'createToken'
  | 'updateToken'
  | 'revokeToken'
  | 'expireToken'
  | 'grantSso'
  | 'withdrawSso'
>

const view = ({ hash: _, ...token }: TwinToken): TokenView => token

export function administerTokens(state: TwinState, clock: Clock): Tokens {
  const change = (id: number, edit: (token: TwinToken) => Partial<TwinToken>): Promise<TokenView> =>
    state.commit((draft) => {
      const token =
        state.token.get(String(id)) ??
        refuse('id', `names no token: ${id}`, 'List the tokens and take an id of them.')
      const changed = { ...token, ...edit(token) }
      draft.put('token', String(id), changed)
      return view(changed)
    })
  const organizationKey = (field: string, login: string) =>
    requireOrganization(state, field, login).toLowerCase()

  return {
    token: (id) => {
      const token = state.token.get(String(id))
      return token && view(token)
    },
    tokens: () => [...state.token.values()].map(view),
    createToken: (input) =>
      state.commit((draft) => {
        const kind = input.kind ?? 'classic'
        const value = tokenValue(input, kind)
        const hash = hashToken(value.reveal())
        if (state.tokenByHash(hash))
          refuse('value', 'is in use already', 'Choose another one, or leave it out.')
        const id = draft.nextId()
        const name = input.name ?? `token-${id}`
        if ([...state.token.values()].some((token) => token.name === name)) {
          refuse('name', `is taken by another token: "${name}"`, 'Choose another name, or leave it out.')
        }
        const token: TwinToken = {
          id,
          name,
          kind,
          login: requireUser(state, 'login', input.login),
          scopes: tokenScopes(kind, input.scopes),
          sso: (input.sso ?? []).map((login, at) => organizationKey(`sso[${at}]`, login)),
          repository: tokenRepository(state, kind, input.repository),
          packages: kind === 'actions' ? (input.packages ?? 'write') : 'none',
          expiresAt: moment(input.expiresAt),
          revokedAt: null,
          createdAt: clock.now().toISOString(),
          hash,
        }
        draft.put('token', String(id), token)
        return { token: view(token), value }
      }),
    updateToken: (id, { scopes, sso, expiresAt }) =>
      change(id, (token) => ({
        ...(scopes === undefined ? {} : { scopes: tokenScopes(token.kind, scopes) }),
        ...(sso === undefined ? {} : { sso: sso.map((login, at) => organizationKey(`sso[${at}]`, login)) }),
        ...(expiresAt === undefined ? {} : { expiresAt: moment(expiresAt) }),
      })),
    revokeToken: (id) => change(id, (token) => ({ revokedAt: token.revokedAt ?? clock.now().toISOString() })),
    expireToken: (id) => change(id, () => ({ expiresAt: clock.now().toISOString() })),
    grantSso: (id, login) =>
      change(id, (token) => ({ sso: [...new Set([...token.sso, organizationKey('organization', login)])] })),
    withdrawSso: (id, login) =>
      change(id, (token) => ({ sso: token.sso.filter((granted) => granted !== login.toLowerCase()) })),
  }
}

function tokenValue({ value }: TokenInput, kind: TokenKind): Secret {
  if (value === undefined) return mintToken(kind)
  const secret = typeof value === 'string' ? new Secret(value) : value
  const prefix = tokenPrefix(kind)
  if (!secret.reveal().startsWith(prefix)) {
    refuse(
      'value',
      `must begin with "${prefix}", as a token of kind ${kind} does`,
      'Correct it, or leave it out.',
    )
  }
  return secret
}

function tokenScopes(kind: TokenKind, scopes: readonly string[] = []): string[] {
  if (scopes.length > 0 && kind !== 'classic' && kind !== 'oauth') {
    refuse('scopes', `do not exist for tokens of kind ${kind}`, 'Leave them out.')
  }
  return normalizeScopes(scopes)
}

function tokenRepository(
  state: TwinState,
  kind: TokenKind,
  repository: string | null | undefined,
): string | null {
  if (kind === 'actions') {
    if (!repository) refuse('repository', 'is missing', 'Say which repository the workflow runs in.')
    return requireRepository(state, 'repository', repository)
  }
  if (repository) refuse('repository', `does not exist for tokens of kind ${kind}`, 'Leave it out.')
  return null
}

const moment = (text: string | null | undefined): string | null =>
  text === null || text === undefined ? null : new Date(text).toISOString()
