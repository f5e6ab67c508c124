import type { Clock, RegistryProvider } from '@fairlead/core'
import { type Fetch, fetchVia } from '@fairlead/oci/net'
import { canceled } from '../verification/canceled.ts'
import { searchedImages } from '../verification/searched-images.ts'
import { createVendorApi } from '../verification/vendor-api.ts'
import { DEFAULT_LIMIT_MS } from '../verification/within-limit.ts'
import { DOCR } from './addresses.ts'
import { docrImages, docrQuestions } from './api.ts'
import { DOCR_FORM } from './form.ts'
import { parseDocrDraft } from './parse.ts'
import { docrCredential, verifyDocr } from './verify.ts'

export interface DocrProviderOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Milliseconds that one question may take; 10,000 unless said. */
  readonly limitMs?: number
}

/** DigitalOcean Container Registry: all registries of the token's team. */
export function createDocrProvider(options: DocrProviderOptions): RegistryProvider {
  const { clock, limitMs = DEFAULT_LIMIT_MS } = options
  return {
    kind: 'DOCR',
    form: DOCR_FORM,
    recognizes: (host) => host.toLowerCase() === new URL(DOCR).host,
    parse: parseDocrDraft,
    async verify(connection, request, signal) {
      const fetch = fetchVia(options.fetch, connection.transport)
      return verifyDocr({ fetch, clock, limitMs }, connection, request, signal)
    },
    async credential(connection, signal) {
      if (signal.aborted) throw canceled(signal, 'Reading the credential')
      return docrCredential(connection)
    },
    async *images(connection, search, signal) {
      const fetch = fetchVia(options.fetch, connection.transport)
      const { password } = docrCredential(connection)
      yield* searchedImages(
        docrImages(docrQuestions(createVendorApi({ fetch, limitMs }), password, signal)),
        search,
        signal,
      )
    },
  }
}
