import { AppError, type Clock, canonicalRegistry, type RegistryProvider } from '@fairlead/core'
import { type Fetch, fetchVia } from '@fairlead/oci/net'
import { canceled } from '../verification/canceled.ts'
import { searchedImages } from '../verification/searched-images.ts'
import { createVendorApi } from '../verification/vendor-api.ts'
import { DEFAULT_LIMIT_MS } from '../verification/within-limit.ts'
import { DOCKER_HUB_FORM } from './form.ts'
import { hubImages } from './hub-api.ts'
import { parseDockerHubDraft } from './parse.ts'
import { dockerHubCredential, verifyDockerHub } from './verify.ts'

export interface DockerHubProviderOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Milliseconds that one question may take; 10,000 unless said. */
  readonly limitMs?: number
}

/** Docker Hub: access tokens of people and organizations, passwords, and nobody. */
export function createDockerHubProvider(options: DockerHubProviderOptions): RegistryProvider {
  const { clock, limitMs = DEFAULT_LIMIT_MS } = options
  return {
    kind: 'DOCKER_HUB',
    form: DOCKER_HUB_FORM,
    recognizes: (host) => canonicalRegistry(host) === 'docker.io',
    parse: parseDockerHubDraft,
    async verify(connection, request, signal) {
      const fetch = fetchVia(options.fetch, connection.transport)
      return verifyDockerHub({ fetch, clock, limitMs }, connection, request, signal)
    },
    async credential(connection, signal) {
      if (signal.aborted) throw canceled(signal, 'Reading the credential')
      return dockerHubCredential(connection)
    },
    async *images(connection, search, signal) {
      const credential = dockerHubCredential(connection)
      if (credential === undefined) {
        throw new AppError(
          'operation.unsupported',
          'Docker Hub lists repositories only to an account. Give the image name in full, or give an access token.',
        )
      }
      const fetch = fetchVia(options.fetch, connection.transport)
      const ask = createVendorApi({ fetch, limitMs })
      yield* searchedImages(hubImages(ask, credential, signal), search, signal)
    },
  }
}
