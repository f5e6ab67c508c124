import type { Clock, Finding, RegistryConnection } from '@fairlead/core'
import { type Fetch, fetchVia } from '@fairlead/oci/net'
import type { AmbientOptions } from '../ambient.ts'
import type { Exchanged } from '../verification/kind-verification.ts'
import { found, passed } from '../verification/outcome.ts'
import { createVendorApi } from '../verification/vendor-api.ts'
import type { AzureHost } from './addresses.ts'
import { askEntra } from './entra-token.ts'
import { type ManagedIdentity, REFRESH_USER, type ServicePrincipal } from './identity.ts'
import { askAsServer } from './managed-identity.ts'
import { type AzureQuestions, type EntraToken, isToken, REGISTRY_RESOURCE } from './questions.ts'
import { type RefreshToken, readRefreshToken } from './refresh-token.ts'
import { exchangeAtRegistry } from './registry-exchange.ts'

export interface AzureOptions extends AmbientOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly limitMs: number
}

/** Asks Azure on behalf of one connection. */
export const questionsOf = (
  { fetch, limitMs }: AzureOptions,
  { transport }: RegistryConnection,
  signal: AbortSignal,
): AzureQuestions => ({ ask: createVendorApi({ fetch: fetchVia(fetch, transport), limitMs }), signal })

/** Which identities are exchanged; the others are shown to the registry as they are. */
export type EntraIdentity = ServicePrincipal | ManagedIdentity

export interface AzureExchanged extends Exchanged {
  readonly refresh?: RefreshToken
}

/** How findings name an identity. */
export const nameOf = (identity: EntraIdentity): string =>
  identity.clientId ?? 'the managed identity of this server'

const failed = (told: Finding): AzureExchanged => ({
  outcome: found([told]),
  cause: {
    code: told.code,
    text:
      told.code.startsWith('network.') || told.code.startsWith('api.')
        ? 'no login could be made'
        : 'the registry gives this identity no login',
  },
})

function askFor(
  options: AzureOptions,
  questions: AzureQuestions,
  host: AzureHost,
  identity: EntraIdentity,
): Promise<EntraToken> {
  if (identity.kind === 'managed') return askAsServer(options, questions, host, identity)
  const { tenant, clientId, secret } = identity
  return askEntra(questions, { host, tenant, clientId, proof: { secret }, resource: REGISTRY_RESOURCE })
}

/** Makes the refresh token that the registry takes. Rejects only when the signal of the questions fires. */
export async function exchangeIdentity(
  options: AzureOptions,
  questions: AzureQuestions,
  host: AzureHost,
  identity: EntraIdentity,
): Promise<AzureExchanged> {
  const entra = await askFor(options, questions, host, identity)
  if (!isToken(entra)) return failed(entra.finding)
  const who = { name: nameOf(identity), tenant: identity.tenant, token: entra.token }
  const given = await exchangeAtRegistry(questions, host, who)
  if ('finding' in given) return failed(given.finding)
  const refresh = readRefreshToken(given.refresh, options.clock)
  return {
    outcome: passed(`${host.host} gave a refresh token that lasts until ${refresh.expiresAt}.`),
    credential: { username: REFRESH_USER, password: given.refresh, expiresAt: refresh.expiresAt },
    refresh,
  }
}
