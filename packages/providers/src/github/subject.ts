import type { RegistryConnection, RegistryCredential, Secret } from '@fairlead/core'
import type { GithubAddresses } from './addresses.ts'
import { createLinks, type Links } from './links.ts'
import { type OwnerName, readOwnerName } from './owner-name.ts'
import { readTokenFormat, type TokenFormat } from './token-format.ts'

export type OwnerType = 'user' | 'organization'

/** A connection as the checks see it. */
export interface Subject {
  readonly addresses: GithubAddresses
  readonly links: Links
  /** Absent for an anonymous connection. */
  readonly owner?: OwnerName
  readonly token?: Secret
  readonly format?: TokenFormat
}

/** What was typed, without the blanks around it; undefined when nothing was. */
const prefixOf = ({ config }: RegistryConnection): string | undefined =>
  String(config.username ?? '').trim() || undefined

function tokenOf({ secrets }: RegistryConnection): Secret | undefined {
  const token = secrets.password
  return token && token.reveal() !== '' ? token : undefined
}

export function readSubject(connection: RegistryConnection, addresses: GithubAddresses): Subject {
  const prefix = prefixOf(connection)
  const token = tokenOf(connection)
  return {
    addresses,
    links: createLinks(addresses.web),
    ...(prefix ? { owner: readOwnerName(prefix) } : {}),
    ...(token ? { token, format: readTokenFormat(token.reveal()) } : {}),
  }
}

/** The credential of the connection; GHCR takes any user name with a token. */
export function credentialOf(connection: RegistryConnection, login?: string): RegistryCredential | undefined {
  const token = tokenOf(connection)
  return token ? { username: login ?? prefixOf(connection) ?? 'token', password: token } : undefined
}
