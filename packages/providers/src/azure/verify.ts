import type { CredentialFacts, RegistryConnection, Verification, VerifyRequest } from '@fairlead/core'
import { fetchVia } from '@fairlead/oci/net'
import type { CredentialCache } from '../verification/credential-cache.ts'
import type { KindVerification, SideCheck } from '../verification/kind-verification.ts'
import { verifyKind } from '../verification/verify-kind.ts'
import type { AzureHost } from './addresses.ts'
import {
  type AzureExchanged,
  type AzureOptions,
  type EntraIdentity,
  exchangeIdentity,
  questionsOf,
} from './exchange.ts'
import { type AzureIdentity, identityOf } from './identity.ts'
import { type RefreshToken, readRefreshToken } from './refresh-token.ts'
import { deletingWith, judgeRights } from './rights.ts'
import { askSecretExpiry, type SecretExpiry } from './secret-expiry.ts'
import { azureWords } from './words.ts'

const isEntra = (identity: AzureIdentity): identity is EntraIdentity =>
  identity.kind === 'principal' || identity.kind === 'managed'

function typeOf(identity: AzureIdentity): CredentialFacts['type'] {
  if (identity.kind === 'principal') return 'azure-service-principal'
  if (identity.kind === 'managed') return 'azure-managed-identity'
  if (identity.kind === 'anonymous') return 'anonymous'
  if (identity.type === 'admin') return 'azure-admin'
  return identity.type === 'principal' ? 'azure-service-principal' : 'password'
}

function factsOf(
  identity: AzureIdentity,
  refresh: RefreshToken | undefined,
  expiry: SecretExpiry | undefined,
): CredentialFacts {
  const type = typeOf(identity)
  if (identity.kind === 'anonymous') return { type }
  const login = identity.kind === 'account' ? identity.username : identity.clientId
  // That of an exchanged token says nothing of the secret that it is made of.
  const ends = identity.kind === 'account' ? refresh?.expiresAt : expiry?.expiresAt
  return {
    type,
    scopesNeeded: ['AcrPull'],
    ...(login === undefined ? {} : { login }),
    ...(refresh?.actions ? { scopesGranted: refresh.actions } : {}),
    ...(ends === undefined ? {} : { expiresAt: ends }),
  }
}

const secretsOf = (identity: AzureIdentity): KindVerification['secrets'] =>
  identity.kind === 'principal' ? [{ username: identity.clientId, password: identity.secret }] : []

/** Proves a connection to an Azure Container Registry. See RegistryProvider.verify. */
export async function verifyAzure(
  options: AzureOptions,
  cache: CredentialCache,
  connection: RegistryConnection,
  host: AzureHost,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Verification> {
  const identity = identityOf(connection)
  const questions = questionsOf(options, connection, signal)
  let exchanged: AzureExchanged | undefined
  let expiry: SecretExpiry | undefined

  const refreshOf = (): RefreshToken | undefined =>
    identity.kind === 'account' && identity.type === 'refresh'
      ? readRefreshToken(identity.password, options.clock)
      : exchanged?.refresh

  async function exchange(as: EntraIdentity): Promise<AzureExchanged> {
    exchanged = await exchangeIdentity(options, questions, host, as)
    if (exchanged.credential) cache.keep(connection, exchanged.credential)
    return exchanged
  }

  const rights: SideCheck = {
    id: 'account.rights',
    title: 'Rights',
    when: 'after-login',
    run: async () => ({ outcome: judgeRights(host, identity, refreshOf()?.actions) }),
  }
  const secretEnd = (principal: Extract<AzureIdentity, { readonly kind: 'principal' }>): SideCheck => ({
    id: 'secret.expiry',
    title: 'Client secret',
    when: 'after-login',
    async run() {
      expiry = await askSecretExpiry(questions, host, principal, options.clock)
      return { outcome: expiry.outcome }
    },
  })

  return verifyKind(
    {
      url: connection.url,
      fetch: fetchVia(options.fetch, connection.transport),
      clock: options.clock,
      limitMs: options.limitMs,
      secrets: secretsOf(identity),
      usualRealm: `${connection.url}/oauth2/token`,
      ...(isEntra(identity)
        ? {
            exchange: {
              id: 'credential.exchanged',
              title: 'Registry login',
              run: () => exchange(identity),
            },
          }
        : {}),
      ...(identity.kind === 'account'
        ? { credential: { username: identity.username, password: identity.password } }
        : {}),
      beside: [
        ...(identity.kind === 'anonymous' ? [] : [rights]),
        ...(identity.kind === 'principal' ? [secretEnd(identity)] : []),
      ],
      words: azureWords(host, identity),
      facts: () => factsOf(identity, refreshOf(), expiry),
      async abilities() {
        const deleting = deletingWith(identity, refreshOf()?.actions)
        return deleting ? { delete: deleting } : {}
      },
    },
    request,
    signal,
  )
}
