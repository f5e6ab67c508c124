import type { Clock, RegistryConnection, RegistryCredential, RegistryProvider } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import { canceled } from '../verification/canceled.ts'
import { DEFAULT_LIMIT_MS } from '../verification/within-limit.ts'
import { parseGenericDraft } from './parse.ts'
import { verifyGeneric } from './verify.ts'

export interface GenericProviderOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Milliseconds that one question may take; 10,000 unless said. */
  readonly limitMs?: number
}

function genericCredential({ config, secrets }: RegistryConnection): RegistryCredential | undefined {
  const { password } = secrets
  return password ? { username: String(config.username ?? ''), password } : undefined
}

/** Any registry that `docker login` can reach, or an anonymous client. */
export function createGenericProvider(options: GenericProviderOptions): RegistryProvider {
  const { fetch, clock, limitMs = DEFAULT_LIMIT_MS } = options
  return {
    kind: 'GENERIC_CR',
    form: {
      title: 'Generic container registry',
      urlHint: 'https://registry.example.com, without a path: it belongs in front of the image name',
      fields: [
        {
          name: 'username',
          label: 'User name',
          hint: 'Empty, with the password, for an anonymous connection. A robot account is best.',
          required: false,
          secret: false,
        },
        {
          name: 'password',
          label: 'Password or token',
          hint: 'What `docker login` asks for.',
          required: false,
          secret: true,
        },
      ],
    },
    parse: parseGenericDraft,
    async verify(connection, request, signal) {
      const credential = genericCredential(connection)
      return verifyGeneric({ url: connection.url, credential, fetch, clock, limitMs }, request, signal)
    },
    async credential(connection, signal) {
      if (signal.aborted) throw canceled(signal, 'Reading the credential')
      return genericCredential(connection)
    },
  }
}
