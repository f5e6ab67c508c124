import {
  AppError,
  type RegistryConnection,
  type RegistryCredential,
  type RegistryProvider,
} from '@fairlead/core'
import { canceled } from '../verification/canceled.ts'
import { createCredentialCache } from '../verification/credential-cache.ts'
import { exchangedCredential } from '../verification/exchanged-credential.ts'
import { DEFAULT_LIMIT_MS } from '../verification/within-limit.ts'
import { googleHost } from './addresses.ts'
import { ListFailed, listImages } from './catalog.ts'
import { exchangeIdentity, type GoogleOptions, questionsOf } from './exchange.ts'
import { GOOGLE_FORM } from './form.ts'
import { identityOf } from './identity.ts'
import { parseGoogleDraft } from './parse.ts'
import { lookUpKey } from './published-keys.ts'
import { verifyGoogle } from './verify.ts'

export type GoogleProviderOptions = Omit<GoogleOptions, 'limitMs'> & {
  /** Milliseconds that one question may take; 10,000 unless said. */
  readonly limitMs?: number
}

const unlisted = (why: string): AppError =>
  new AppError('operation.unsupported', `${why} Give the image name in full.`)

/** Google Artifact Registry, the former Container Registry's hosts included. */
export function createGoogleProvider(given: GoogleProviderOptions): RegistryProvider {
  const options: GoogleOptions = { ...given, limitMs: given.limitMs ?? DEFAULT_LIMIT_MS }
  const cache = createCredentialCache(options.clock)

  async function credential(
    connection: RegistryConnection,
    signal: AbortSignal,
  ): Promise<RegistryCredential | undefined> {
    const identity = identityOf(connection)
    if (identity.kind === 'anonymous') return undefined
    return cache.get(connection, signal, async (inner) => {
      const questions = questionsOf(options, connection, inner)
      const published = async () => (identity.kind === 'key' ? lookUpKey(questions, identity.key) : undefined)
      return exchangedCredential(await exchangeIdentity(options, questions, identity, published))
    })
  }

  return {
    kind: 'GCP_ARTIFACT_REGISTRY',
    form: GOOGLE_FORM,
    recognizes: (host) => googleHost(host) !== undefined,
    parse: parseGoogleDraft,
    verify: (connection, request, signal) => verifyGoogle(options, cache, connection, request, signal),
    async credential(connection, signal) {
      try {
        signal.throwIfAborted()
        return await credential(connection, signal)
      } catch (error) {
        throw signal.aborted ? canceled(signal, 'Reading the credential') : error
      }
    },
    async *images(connection, search, signal) {
      const host = googleHost(new URL(connection.url).host)
      const project = connection.config.project_id
      const token = (await credential(connection, signal))?.password
      if (!host || !token) throw unlisted('Images are listed only with a credential.')
      if (project === undefined)
        throw unlisted('The connection names no project whose images could be listed.')
      const { ask } = questionsOf(options, connection, signal)
      try {
        for await (const image of listImages({ ask, token, host, project: String(project) }, signal)) {
          if (image.repository.includes(search)) yield image
        }
      } catch (error) {
        if (!(error instanceof ListFailed)) throw error
        if (error.answer.kind === 'reply' && error.answer.status < 500 && error.answer.status !== 429) {
          throw unlisted('Artifact Registry does not list the images of the project to this account.')
        }
        throw new AppError('registry.unreachable', 'The Artifact Registry API gave no usable answer.', {
          cause: error,
        })
      }
    },
  }
}
