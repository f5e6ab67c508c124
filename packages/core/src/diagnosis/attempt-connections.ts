import type { RegistryConnection, RegistryKind } from '../domain/container-registry.ts'
import { isAppError } from '../errors.ts'
import type { Providers } from '../ports/providers.ts'
import type { RegistryProvider } from '../ports/registry-provider.ts'
import { canonicalRegistry } from '../values/image-reference.ts'
import { isOfHost } from './choose-identity.ts'
import type { DiagnosisRequest } from './diagnosis.ts'
import type { Subject } from './read-subject.ts'

// Names and addresses that can only be this machine: RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/

/** The address that an image's host has where nothing else is said: plain HTTP for this machine, as Docker has it. */
export const addressOfHost = (host: string): string => `${LOOPBACK.test(host) ? 'http' : 'https'}://${host}`

/** The address that an image's name is written with, where that is not the usual one: `https://localhost:5443/acme/app`. */
export function writtenAddress(text: string): string | undefined {
  const written = /^\s*["'`]?(https?):\/\/([^\s/@]+)/i.exec(text)
  if (!written?.[1] || !written[2]) return undefined
  const host = canonicalRegistry(written[2])
  const address = `${written[1].toLowerCase()}://${host}`
  return URL.canParse(address) && address !== addressOfHost(host) ? address : undefined
}

/** Two identities with the same credential are asked once: a bad one is not to be shown twice. */
export function sameness({ kind, url, config, secrets, transport }: RegistryConnection): string {
  const revealed = Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()])
  return JSON.stringify([kind, url, config, revealed, transport ?? null])
}

/** Whether a kind's connection names an owner, whose organization is looked at, and nothing that it logs in with. */
const namesOwner = (kind: RegistryKind): boolean => kind === 'GITHUB_CR' || kind === 'GITHUB_ENTERPRISE_CR'

/** A connection that looks at the owner of the image, whatever owner it was saved for. */
export const aboutOwner = (connection: RegistryConnection, { image, owner }: Subject): RegistryConnection =>
  image && owner && namesOwner(connection.kind)
    ? { ...connection, config: { ...connection.config, username: owner } }
    : connection

/** Where a kind has one address for several names of its host, that one. */
const usualAddress = ({ form }: RegistryProvider, host: string): string =>
  form.url !== undefined && isOfHost(form.url, host) ? form.url : addressOfHost(host)

/** The connection of nobody to an image's host. A kind that has none is asked as any other registry is. */
export function anonymousConnection(
  providers: Providers,
  subject: Subject,
  like: RegistryConnection | undefined,
  { kind, address }: Pick<DiagnosisRequest, 'kind' | 'address'>,
): RegistryConnection {
  const transport = like?.transport ? { transport: like.transport } : {}
  const known = (kind && providers.get(kind)) ?? providers.forHost(subject.host)
  const url = address ?? like?.url ?? usualAddress(known, subject.host)
  const parse = (provider: RegistryProvider): RegistryConnection => {
    const config = subject.owner && namesOwner(provider.kind) ? { username: subject.owner } : {}
    return { kind: provider.kind, ...provider.parse({ url, config }), ...transport }
  }
  try {
    return parse(known)
  } catch (error) {
    const generic = providers.get('GENERIC_CR')
    if (!isAppError(error, 'request.invalid') || !generic || generic === known) throw error
    return parse(generic)
  }
}
