import { AppError, type Clock, type RegistryConnection, type RegistryProvider } from '@fairlead/core'
import { type Fetch, fetchVia } from '@fairlead/oci/net'
import { canceled } from '../verification/canceled.ts'
import { scrubber } from '../verification/scrub.ts'
import { DEFAULT_LIMIT_MS } from '../verification/within-limit.ts'
import { type CompatibleHost, type GithubAddresses, listedUrls } from './addresses.ts'
import { type ApiClient, createApiClient } from './api-client.ts'
import { ENTERPRISE_FORM, GHCR_FORM } from './form.ts'
import { listGithubImages } from './images.ts'
import { addressesOf, type GithubKind, isHostOf, parseGithubDraft } from './parse.ts'
import { createRecollection, type Recollection } from './recollection.ts'
import { credentialOf, readSubject } from './subject.ts'
import { listGithubTags } from './tags.ts'
import { verifyGithub } from './verify.ts'

export interface GithubProvidersOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Hosts that behave as GHCR does, with the address of their API. */
  readonly compatibleHosts: readonly CompatibleHost[]
  /** Milliseconds that one question may take; 10,000 unless said. */
  readonly limitMs?: number
}

export interface GithubProviders {
  readonly GITHUB_CR: RegistryProvider
  readonly GITHUB_ENTERPRISE_CR: RegistryProvider
}

function requireAddresses(kind: GithubKind, url: string, hosts: readonly CompatibleHost[]): GithubAddresses {
  const addresses = addressesOf(kind, url, hosts)
  if (addresses) return addresses
  const problem = 'is no longer listed as compatible with GitHub Container Registry'
  const remedy = 'Have the operator list the host again, or connect the registry as a generic one.'
  throw new AppError('request.invalid', `The registry's address ${url} ${problem}. ${remedy}`, {
    issues: [{ field: 'url', problem, remedy }],
  })
}

function createProvider(
  kind: GithubKind,
  options: GithubProvidersOptions,
  recollection: Recollection,
): RegistryProvider {
  const { clock, compatibleHosts, limitMs = DEFAULT_LIMIT_MS } = options
  const addressesFor = ({ url }: RegistryConnection): GithubAddresses =>
    requireAddresses(kind, url, compatibleHosts)
  const apiFor = (connection: RegistryConnection): ApiClient => {
    const scrub = scrubber(credentialOf(connection))
    const fetch = fetchVia(options.fetch, connection.transport)
    return createApiClient({ api: addressesFor(connection).api, fetch, limitMs, scrub })
  }
  return {
    kind,
    form:
      kind === 'GITHUB_CR' ? { ...GHCR_FORM, compatibleUrls: listedUrls(compatibleHosts) } : ENTERPRISE_FORM,
    recognizes: (host) => isHostOf(kind, host, compatibleHosts),
    parse: (draft) => parseGithubDraft(kind, compatibleHosts, draft),
    async verify(connection, request, signal) {
      const addresses = addressesFor(connection)
      const anonymousAllowed = kind === 'GITHUB_CR'
      const fetch = fetchVia(options.fetch, connection.transport)
      const setup = { fetch, clock, addresses, recollection, limitMs, anonymousAllowed }
      return verifyGithub(setup, connection, request, signal)
    },
    async credential(connection, signal) {
      if (signal.aborted) throw canceled(signal, 'Reading the credential')
      const { api } = addressesFor(connection)
      const { token } = readSubject(connection, addressesFor(connection))
      return credentialOf(connection, token && recollection.login(api, token))
    },
    async *images(connection, search, signal) {
      const addresses = addressesFor(connection)
      const { token, owner } = readSubject(connection, addresses)
      if (!token || !owner || owner.kind === 'malformed') {
        throw new AppError(
          'operation.unsupported',
          'GitHub lists packages only to a token. Give the image name in full, or give a token.',
        )
      }
      const api = apiFor(connection)
      const hint = recollection.ownerType(addresses.api, owner.name) ?? 'organization'
      try {
        yield* listGithubImages({ api, addresses, owner: owner.name, token, hint }, search, signal)
      } catch (error) {
        throw signal.aborted ? canceled(signal, 'The list of images') : error
      }
    },
    async tags(connection, repository, from, signal) {
      const addresses = addressesFor(connection)
      const { token } = readSubject(connection, addresses)
      if (!token) {
        throw new AppError(
          'operation.unsupported',
          'GitHub tells when a tag was pushed only to a token, and this connection has none.',
        )
      }
      const [owner = ''] = repository.split('/')
      const hint = recollection.ownerType(addresses.api, owner) ?? 'organization'
      try {
        return await listGithubTags({ api: apiFor(connection), token, hint }, repository, from, signal)
      } catch (error) {
        throw signal.aborted ? canceled(signal, 'The list of tags') : error
      }
    },
  }
}

/** GitHub Container Registry, the same of GitHub Enterprise, and hosts that behave as they do. */
export function createGithubProviders(options: GithubProvidersOptions): GithubProviders {
  const recollection = createRecollection()
  return {
    GITHUB_CR: createProvider('GITHUB_CR', options, recollection),
    GITHUB_ENTERPRISE_CR: createProvider('GITHUB_ENTERPRISE_CR', options, recollection),
  }
}
