import type { RegistryConnection, Secret } from '@fairlead/core'
import { type AzureHost, azureHost } from './addresses.ts'

/** The user name with which a registry takes its own refresh token. https://azure.github.io/acr/AAD-OAuth.html */
export const REFRESH_USER = '00000000-0000-0000-0000-000000000000'

export const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

export interface ServicePrincipal {
  readonly kind: 'principal'
  readonly tenant: string
  readonly clientId: string
  readonly secret: Secret
}

export interface ManagedIdentity {
  readonly kind: 'managed'
  readonly tenant: string
  /** Absent: the one identity that the system assigned. */
  readonly clientId: string | undefined
}

/** A user name and password that the registry itself takes. */
export interface Account {
  readonly kind: 'account'
  /** `principal`: one whose tenant was not told, so that only the registry can be asked about it. */
  readonly type: 'admin' | 'token' | 'principal' | 'refresh'
  readonly username: string
  readonly password: Secret
}

/** As whom a connection asks. */
export type AzureIdentity = ServicePrincipal | ManagedIdentity | Account | { readonly kind: 'anonymous' }

/** What a user name stands for, where no tenant is given. */
function accountType(username: string, host: AzureHost | undefined): Account['type'] {
  if (username === REFRESH_USER) return 'refresh'
  if (UUID.test(username)) return 'principal'
  return host !== undefined && username.toLowerCase() === host.name ? 'admin' : 'token'
}

/** The identity that a parsed connection names. */
export function identityOf({ url, config, secrets: { password } }: RegistryConnection): AzureIdentity {
  const tenant = config.azure_tenant_id === undefined ? undefined : String(config.azure_tenant_id)
  const username = config.username === undefined ? undefined : String(config.username)
  if (tenant !== undefined) {
    return password && username !== undefined
      ? { kind: 'principal', tenant, clientId: username, secret: password }
      : { kind: 'managed', tenant, clientId: username }
  }
  if (!password || username === undefined) return { kind: 'anonymous' }
  const type = accountType(username, azureHost(new URL(url).host))
  return { kind: 'account', type, username, password }
}
