import {
  AppError,
  type Clock,
  isAppError,
  type RegistryConnection,
  type RegistryCredential,
  type RegistryProvider,
  registryOrigin,
  registryPath,
  repositoryAt,
} from '@fairlead/core'
import { createRegistryClient } from '@fairlead/oci/client'
import { type Fetch, fetchVia } from '@fairlead/oci/net'
import { canceled } from '../verification/canceled.ts'
import { listCatalog } from '../verification/listing.ts'
import { verifyKind } from '../verification/verify-kind.ts'
import { DEFAULT_LIMIT_MS } from '../verification/within-limit.ts'
import { GENERIC_FORM } from './form.ts'
import { parseGenericDraft } from './parse.ts'

export interface GenericProviderOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Milliseconds that one question may take; 10,000 unless said. */
  readonly limitMs?: number
}

function genericCredential({ config, secrets }: RegistryConnection): RegistryCredential | undefined {
  const { password } = secrets
  if (password === undefined) return undefined
  const realm = config.token_realm === undefined ? {} : { tokenRealm: String(config.token_realm) }
  return { username: String(config.username ?? ''), password, ...realm }
}

/** The image as the registry's API knows it; its own host may stand before it. */
function imageAt(address: string, image: string): string {
  const { host } = new URL(address)
  return repositoryAt(address, image.startsWith(`${host}/`) ? image.slice(host.length + 1) : image)
}

const isBelow = (repository: string, path: string): boolean =>
  path === '' || repository.startsWith(`${path}/`)

/** Any registry that `docker login` can reach, or an anonymous client. */
export function createGenericProvider(options: GenericProviderOptions): RegistryProvider {
  const { clock, limitMs = DEFAULT_LIMIT_MS } = options
  return {
    kind: 'GENERIC_CR',
    form: GENERIC_FORM,
    recognizes: () => false,
    parse: parseGenericDraft,
    async verify(connection, request, signal) {
      const credential = genericCredential(connection)
      return verifyKind(
        {
          url: registryOrigin(connection.url),
          fetch: fetchVia(options.fetch, connection.transport),
          clock,
          limitMs,
          secrets: [],
          credential,
          list: async (registry) => {
            const listing = await listCatalog({ name: 'registry', address: connection.url }, registry)
            const path = registryPath(connection.url)
            return {
              ...listing,
              images: listing.images.filter(({ repository }) => isBelow(repository, path)),
            }
          },
          facts: () =>
            credential ? { type: 'password', login: credential.username } : { type: 'anonymous' },
        },
        request.image === undefined ? request : { ...request, image: imageAt(connection.url, request.image) },
        signal,
      )
    },
    async credential(connection, signal) {
      if (signal.aborted) throw canceled(signal, 'Reading the credential')
      return genericCredential(connection)
    },
    async *images(connection, search, signal) {
      const path = registryPath(connection.url)
      const client = createRegistryClient({
        url: registryOrigin(connection.url),
        credential: genericCredential(connection),
        fetch: fetchVia(options.fetch, connection.transport),
        clock,
      })
      try {
        for await (const repository of client.catalog(signal)) {
          if (isBelow(repository, path) && repository.includes(search)) yield { repository }
        }
      } catch (error) {
        const hidden = ['credential.denied', 'credential.refused', 'image.not_found'] as const
        if (!hidden.some((code) => isAppError(error, code))) throw error
        throw new AppError(
          'operation.unsupported',
          'This registry does not list its repositories to this credential. Give the image name in full.',
          { cause: error },
        )
      }
    },
  }
}
