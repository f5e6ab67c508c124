import type { AvailableRegistry, Registry, RegistryRequest } from '@fairlead/api/client'
import type { Search } from '../../data/use-search.ts'

/** What the form holds, by the names of the wire: the server's words about a field find their place by them. */
export interface RegistryValues {
  readonly name: string
  readonly description: string
  readonly url: string
  readonly config: Readonly<Record<string, string>>
  readonly repository_prefix: string
  /** A day, or empty. */
  readonly expires_at: string
  readonly tls: { readonly ca_certificates: string; readonly skip_verify: boolean }
  readonly proxy: { readonly url: string; readonly username: string; readonly password: string }
  /** `owner/image[:tag]` to prove the pull with. */
  readonly image: string
  readonly push: boolean
}

export type Field = AvailableRegistry['fields'][number]
export type Preset = AvailableRegistry['presets'][number]

/** The choice of no login at all. */
export const ANONYMOUS = 'anonymous'

const emptyConfig = ({ fields }: AvailableRegistry): Record<string, string> =>
  Object.fromEntries(fields.map(({ name }) => [name, '']))

/** A new connection, with what the address of the page gives: never a secret. */
export function newValues(kind: AvailableRegistry, search: Search): RegistryValues {
  const open = kind.fields.filter(({ secret }) => !secret)
  const given = Object.fromEntries(open.map(({ name }) => [name, search[name] ?? '']))
  return {
    name: search.name ?? '',
    description: search.description ?? '',
    url: search.url ?? '',
    config: { ...emptyConfig(kind), ...given },
    repository_prefix: '',
    expires_at: '',
    tls: { ca_certificates: '', skip_verify: false },
    proxy: { url: '', username: '', password: '' },
    image: search.image ?? '',
    push: false,
  }
}

/** The day on which the credential ends, as somebody said it. */
const dayOf = ({ stated_expires_at: at }: Registry): string => at?.slice(0, 10) ?? ''

/** What is stored; its secrets are nobody's to read. */
export function storedValues(kind: AvailableRegistry, registry: Registry): RegistryValues {
  const stored = Object.fromEntries(
    Object.entries(registry.config).map(([name, value]) => [name, `${value}`]),
  )
  return {
    name: registry.name,
    description: registry.description,
    url: registry.url,
    config: { ...emptyConfig(kind), ...stored },
    repository_prefix: registry.repository_prefix,
    expires_at: dayOf(registry),
    tls: {
      ca_certificates: registry.tls.ca_certificates ?? '',
      skip_verify: registry.tls.skip_verify,
    },
    proxy: { url: registry.proxy?.url ?? '', username: registry.proxy?.username ?? '', password: '' },
    image: '',
    push: false,
  }
}

/** The login that the settings are of: the one that takes all that is set. */
export function loginOf(kind: AvailableRegistry, set: readonly string[]): string {
  const own = kind.logins.flatMap(({ fields }) => fields)
  const named = set.filter((name) => own.includes(name))
  return (
    (kind.logins.find(({ fields }) => named.every((name) => fields.includes(name))) ?? kind.logins[0])?.id ??
    ANONYMOUS
  )
}

/** The fields that a login shows: its own, and those that belong to no login. */
export function fieldsOf(kind: AvailableRegistry, login: string): readonly Field[] {
  const chosen = kind.logins.find(({ id }) => id === login)
  const owned = kind.logins.flatMap(({ fields }) => fields)
  const ownOrder = (chosen?.fields ?? []).flatMap((name) =>
    kind.fields.filter((field) => field.name === name),
  )
  const free = chosen ? kind.fields.filter(({ name }) => !owned.includes(name)) : []
  return [...ownOrder, ...free]
}

/** Whether a secret has to be there: a role is assumed with a key or without. */
export const needsSecret = (kind: AvailableRegistry, login: string, field: Field): boolean => {
  const chosen = kind.logins.find(({ id }) => id === login)
  return field.secret && chosen !== undefined && !chosen.fields.includes('role_arn')
}

const configOf = (kind: AvailableRegistry, login: string, values: RegistryValues): Record<string, string> =>
  Object.fromEntries(
    fieldsOf(kind, login).flatMap(({ name }) => {
      const value = values.config[name] ?? ''
      return value === '' ? [] : [[name, value]]
    }),
  )

type Body = Omit<RegistryRequest, 'name'>

/** What is sent of a connection, without its name. `stored`: what stands there now, so that it can be taken away too. */
export function toBody(
  kind: AvailableRegistry,
  login: string,
  values: RegistryValues,
  stored?: Registry,
): Body {
  const { tls, proxy } = values
  const url = values.url.trim()
  const image = values.image.trim()
  const prefix = values.repository_prefix.trim()
  const isPrefixGiven = stored ? prefix !== stored.repository_prefix : prefix !== ''
  const lifetime = Number(values.config.token_lifetime_seconds)
  const config = configOf(kind, login, values)
  return {
    kind: kind.kind,
    ...(url === '' ? {} : { url }),
    config: {
      ...config,
      ...(config.token_lifetime_seconds && Number.isInteger(lifetime)
        ? { token_lifetime_seconds: lifetime }
        : {}),
    } as Body['config'],
    ...(isPrefixGiven ? { repository_prefix: prefix } : {}),
    ...(values.expires_at === (stored ? dayOf(stored) : '') ? {} : { expires_at: values.expires_at || null }),
    ...(stored || tls.ca_certificates.trim() !== '' || tls.skip_verify
      ? { tls: { ca_certificates: tls.ca_certificates.trim() || null, skip_verify: tls.skip_verify } }
      : {}),
    ...(proxy.url.trim() === ''
      ? stored
        ? { proxy: null }
        : {}
      : {
          proxy: {
            url: proxy.url.trim(),
            username: proxy.username.trim() || null,
            ...(proxy.password === '' ? {} : { password: proxy.password }),
          },
        }),
    ...(image === '' ? {} : { image }),
    ...(values.push ? { push: true } : {}),
  }
}

const address = (text: string): string => {
  const trimmed = text.trim().replace(/\/+$/, '')
  return trimmed === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
}

/** Why a stored secret has to be typed again: what changed of the place or login that it was given for. */
export function movedFrom(
  kind: AvailableRegistry,
  login: string,
  values: RegistryValues,
  registry: Registry,
): readonly string[] {
  const before = Object.fromEntries(
    Object.entries(registry.config).map(([name, value]) => [name, `${value}`]),
  )
  const now = configOf(kind, login, values)
  const changed = kind.fields.filter(
    ({ name, secret }) => !secret && (now[name] ?? '').trim() !== (before[name] ?? ''),
  )
  const proxy = values.proxy.url.trim().replace(/\/$/, '')
  return [
    ...(address(values.url) === registry.url ? [] : ['the address']),
    ...changed.map(({ label }) => `“${label}”`),
    ...(values.tls.skip_verify && !registry.tls.skip_verify ? ['the check of the certificate'] : []),
    ...(proxy !== '' && proxy !== registry.proxy?.url ? ['the proxy'] : []),
  ]
}

/** Whether the way to the registry is another than the stored one. */
export const changesWay = ({ tls, proxy }: RegistryValues, registry: Registry): boolean =>
  tls.ca_certificates.trim() !== (registry.tls.ca_certificates ?? '').trim() ||
  tls.skip_verify !== registry.tls.skip_verify ||
  proxy.url.trim() !== (registry.proxy?.url ?? '') ||
  proxy.username.trim() !== (registry.proxy?.username ?? '') ||
  proxy.password !== ''
