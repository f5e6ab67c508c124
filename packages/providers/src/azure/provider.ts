import {
  AppError,
  isAppError,
  type RegistryConnection,
  type RegistryCredential,
  type RegistryProvider,
} from '@fairlead/core'
import { createRegistryClient } from '@fairlead/oci/client'
import { fetchVia } from '@fairlead/oci/net'
import { canceled } from '../verification/canceled.ts'
import { createCredentialCache } from '../verification/credential-cache.ts'
import { exchangedCredential } from '../verification/exchanged-credential.ts'
import { DEFAULT_LIMIT_MS } from '../verification/within-limit.ts'
import { type AzureHost, azureHost } from './addresses.ts'
import { type AzureOptions, exchangeIdentity, questionsOf } from './exchange.ts'
import { AZURE_FORM } from './form.ts'
import { identityOf } from './identity.ts'
import { parseAzureDraft } from './parse.ts'
import { readRefreshToken } from './refresh-token.ts'
import { verifyAzure } from './verify.ts'

export type AzureProviderOptions = Omit<AzureOptions, 'limitMs'> & {
  /** Milliseconds that one question may take; 10,000 unless said. */
  readonly limitMs?: number
}

function hostOf({ url }: RegistryConnection): AzureHost {
  const { host } = new URL(url)
  const known = azureHost(host)
  if (known) return known
  throw new AppError('registry.bad_answer', `${host} is no Azure Container Registry.`)
}

/** Azure Container Registry, of the public cloud, of the government's and of China's. */
export function createAzureProvider(given: AzureProviderOptions): RegistryProvider {
  const options: AzureOptions = { ...given, limitMs: given.limitMs ?? DEFAULT_LIMIT_MS }
  const cache = createCredentialCache(options.clock)

  async function credential(
    connection: RegistryConnection,
    signal: AbortSignal,
  ): Promise<RegistryCredential | undefined> {
    const identity = identityOf(connection)
    if (identity.kind === 'anonymous') return undefined
    if (identity.kind === 'account') {
      const { type, username, password } = identity
      const ends = type === 'refresh' ? readRefreshToken(password, options.clock).expiresAt : undefined
      return { username, password, ...(ends === undefined ? {} : { expiresAt: ends }) }
    }
    return cache.get(connection, signal, async (inner) => {
      const questions = questionsOf(options, connection, inner)
      return exchangedCredential(await exchangeIdentity(options, questions, hostOf(connection), identity))
    })
  }

  return {
    kind: 'AZURE_CR',
    form: AZURE_FORM,
    recognizes: (host) => azureHost(host) !== undefined,
    parse: parseAzureDraft,
    verify: (connection, request, signal) =>
      verifyAzure(options, cache, connection, hostOf(connection), request, signal),
    async credential(connection, signal) {
      try {
        signal.throwIfAborted()
        return await credential(connection, signal)
      } catch (error) {
        throw signal.aborted ? canceled(signal, 'Reading the credential') : error
      }
    },
    async *images(connection, search, signal) {
      const client = createRegistryClient({
        url: connection.url,
        credential: await credential(connection, signal),
        fetch: fetchVia(options.fetch, connection.transport),
        clock: options.clock,
      })
      try {
        for await (const repository of client.catalog(signal)) {
          if (repository.includes(search)) yield { repository }
        }
      } catch (error) {
        const hidden = ['credential.denied', 'credential.refused', 'image.not_found'] as const
        if (!hidden.some((code) => isAppError(error, code))) throw error
        throw new AppError(
          'operation.unsupported',
          'The registry lists its repositories only to a login with AcrPull on all of it (in ABAC mode: Container Registry Repository Catalog Lister). Give the image name in full.',
          { cause: error },
        )
      }
    },
  }
}
