import type { RegistryConnection, StoredTransport } from '../domain/container-registry.ts'
import { AppError, isAppError } from '../errors.ts'
import { Secret } from '../values/secret.ts'
import type { Transport } from '../values/transport.ts'
import type { AppPorts } from './ports.ts'

/** How a registry is to be reached, as a caller says it. What is left out stays as it is stored; `null` takes it away. */
export interface TransportInput {
  readonly tls?: {
    readonly caCertificates?: string | null | undefined
    readonly skipVerify?: boolean | null | undefined
  } | null
  readonly proxy?: {
    readonly url: string
    readonly username?: string | null | undefined
    readonly password?: string | null | undefined
  } | null
}

/** What is stored of a way to a registry: what may be shown, and the proxy's password. */
export interface TransportParts {
  readonly stored: StoredTransport
  readonly password: Secret | undefined
}

/** The name of the proxy's password among a registry's sealed secrets. No kind has a setting of this name. */
export const PROXY_PASSWORD = 'proxy_password'

type Secrets = RegistryConnection['secrets']

const DIRECT: StoredTransport = {
  caCertificates: null,
  skipTlsVerify: false,
  proxyUrl: null,
  proxyUsername: null,
}

/** The kind's own secrets, without the proxy's password. */
export const kindSecrets = (secrets: Secrets): Secrets =>
  Object.fromEntries(Object.entries(secrets).filter(([name]) => name !== PROXY_PASSWORD))

/** All that is sealed for a registry. */
export const allSecrets = (own: Secrets, { password }: Pick<TransportParts, 'password'>): Secrets =>
  password ? { ...own, [PROXY_PASSWORD]: password } : own

/** The way as providers take it; undefined for one without anything of its own. */
export function openTransport({ stored, password }: TransportParts): Transport | undefined {
  const { caCertificates, skipTlsVerify, proxyUrl, proxyUsername } = stored
  if (caCertificates === null && !skipTlsVerify && proxyUrl === null) return undefined
  const proxy = proxyUrl === null ? undefined : { url: proxyUrl, username: proxyUsername, password }
  return {
    ...(caCertificates === null ? {} : { caCertificates }),
    ...(skipTlsVerify ? { skipTlsVerify } : {}),
    ...(proxy
      ? {
          proxy: {
            url: proxy.url,
            ...(proxy.username === null ? {} : { username: proxy.username }),
            ...(proxy.password ? { password: proxy.password } : {}),
          },
        }
      : {}),
  }
}

/**
 * What a caller said over what is stored. The stored password of a proxy stays only with the very same proxy and user.
 * Throws `request.invalid` naming the field: certificates that cannot be read, a proxy that is no address.
 */
export function mergeTransport(
  ports: Pick<AppPorts, 'checkTransport'>,
  { tls, proxy }: TransportInput,
  before: TransportParts = { stored: DIRECT, password: undefined },
): TransportParts {
  const authorities = tls === null ? null : tls?.caCertificates
  const skip = tls === null ? false : tls?.skipVerify
  const caCertificates =
    authorities === undefined ? before.stored.caCertificates : authorities?.trim() || null
  const skipTlsVerify = skip ?? before.stored.skipTlsVerify
  const way = proxyParts(proxy, before)
  const parts: TransportParts = {
    stored: { caCertificates, skipTlsVerify, ...way.stored },
    password: way.password,
  }
  const transport = openTransport(parts)
  if (transport) inWireWords(() => ports.checkTransport(transport))
  return parts
}

function proxyParts(
  proxy: TransportInput['proxy'],
  { stored, password }: TransportParts,
): {
  readonly stored: Pick<StoredTransport, 'proxyUrl' | 'proxyUsername'>
  readonly password?: Secret | undefined
} {
  const { proxyUrl, proxyUsername } = stored
  if (proxy === undefined) return { stored: { proxyUrl, proxyUsername }, password }
  if (proxy === null) return { stored: { proxyUrl: null, proxyUsername: null } }
  const next = {
    proxyUrl: proxy.url.trim().replace(/\/$/, ''),
    proxyUsername: proxy.username?.trim() || null,
  }
  const same = next.proxyUrl === proxyUrl && next.proxyUsername === proxyUsername
  const typed = proxy.password ? new Secret(proxy.password) : undefined
  return { stored: next, password: typed ?? (same ? password : undefined) }
}

/** Whether secrets that were given for the one way may not go the other way unasked. */
export const isLessSafe = (before: StoredTransport, after: StoredTransport): boolean =>
  (after.skipTlsVerify && !before.skipTlsVerify) ||
  (after.proxyUrl !== null && after.proxyUrl !== before.proxyUrl)

/** The issues of a transport by the names that a caller knows its fields by. */
function inWireWords(check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    const issues = error.issues.map((issue) => ({ ...issue, field: wireField(issue.field) }))
    const text = issues.map(({ field, problem, remedy }) => `${field} ${problem}. ${remedy}`).join(' ')
    throw new AppError('request.invalid', text, { issues, cause: error })
  }
}

const wireField = (field: string): string =>
  field.replace(/^transport\.ca_certificates$/, 'tls.ca_certificates').replace(/^transport\.proxy/, 'proxy')
