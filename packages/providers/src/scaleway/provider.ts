import type { Clock, RegistryProvider } from '@fairlead/core'
import { type Fetch, fetchVia } from '@fairlead/oci/net'
import { canceled } from '../verification/canceled.ts'
import { searchedImages } from '../verification/searched-images.ts'
import { createVendorApi } from '../verification/vendor-api.ts'
import { DEFAULT_LIMIT_MS } from '../verification/within-limit.ts'
import { regionOf } from './addresses.ts'
import { scalewayImages, scalewayQuestions } from './api.ts'
import { readScaleway, scalewayCredential } from './connection.ts'
import { SCALEWAY_FORM } from './form.ts'
import { parseScalewayDraft } from './parse.ts'
import { verifyScaleway } from './verify.ts'

export interface ScalewayProviderOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Milliseconds that one question may take; 10,000 unless said. */
  readonly limitMs?: number
}

/** Scaleway Container Registry, of one region and project. */
export function createScalewayProvider(options: ScalewayProviderOptions): RegistryProvider {
  const { clock, limitMs = DEFAULT_LIMIT_MS } = options
  return {
    kind: 'SCALEWAY_CR',
    form: SCALEWAY_FORM,
    recognizes: (host) => regionOf(host) !== undefined,
    parse: parseScalewayDraft,
    async verify(connection, request, signal) {
      const fetch = fetchVia(options.fetch, connection.transport)
      return verifyScaleway({ fetch, clock, limitMs }, connection, request, signal)
    },
    async credential(connection, signal) {
      if (signal.aborted) throw canceled(signal, 'Reading the credential')
      return scalewayCredential(readScaleway(connection))
    },
    async *images(connection, search, signal) {
      const fetch = fetchVia(options.fetch, connection.transport)
      const ask = createVendorApi({ fetch, limitMs })
      yield* searchedImages(
        scalewayImages(scalewayQuestions(ask, readScaleway(connection), signal)),
        search,
        signal,
      )
    },
  }
}
