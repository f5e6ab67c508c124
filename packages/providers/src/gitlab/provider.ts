import {
  AppError,
  type Clock,
  type RegistryConnection,
  type RegistryCredential,
  type RegistryProvider,
} from '@fairlead/core'
import { type Fetch, fetchVia } from '@fairlead/oci/net'
import { canceled } from '../verification/canceled.ts'
import { createVendorApi } from '../verification/vendor-api.ts'
import { DEFAULT_LIMIT_MS } from '../verification/within-limit.ts'
import { GITLAB_REGISTRY, gitlabOf, knownGitlab } from './addresses.ts'
import { gitlabQuestions } from './api.ts'
import { createRealmFinder } from './find-realm.ts'
import { GITLAB_FORM } from './form.ts'
import { gitlabImages } from './images.ts'
import { parseGitlabDraft } from './parse.ts'
import { readGitlabSecret } from './token-format.ts'
import { gitlabCredential, verifyGitlab } from './verify.ts'

export interface GitlabProviderOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Milliseconds that one question may take; 10,000 unless said. */
  readonly limitMs?: number
}

const unsupported = (why: string): AppError =>
  new AppError('operation.unsupported', `${why} Give the image name in full.`)

/** GitLab's registry, of gitlab.com or of an installation of one's own. */
export function createGitlabProvider(options: GitlabProviderOptions): RegistryProvider {
  const { clock, limitMs = DEFAULT_LIMIT_MS } = options
  const findRealm = createRealmFinder()

  async function credentialOf(
    connection: RegistryConnection,
    signal: AbortSignal,
  ): Promise<RegistryCredential | undefined> {
    const credential = gitlabCredential(connection)
    if (credential === undefined || credential.tokenRealm !== undefined) return credential
    const fetch = fetchVia(options.fetch, connection.transport)
    const tokenRealm = await findRealm(connection.url, { fetch, clock, limitMs }, signal)
    return tokenRealm === undefined ? credential : { ...credential, tokenRealm }
  }

  return {
    kind: 'GITLAB_CR',
    form: GITLAB_FORM,
    recognizes: (host) => host.toLowerCase() === new URL(GITLAB_REGISTRY).host,
    parse: parseGitlabDraft,
    async verify(connection, request, signal) {
      const fetch = fetchVia(options.fetch, connection.transport)
      return verifyGitlab({ fetch, clock, limitMs }, connection, request, signal)
    },
    async credential(connection, signal) {
      try {
        signal.throwIfAborted()
        return await credentialOf(connection, signal)
      } catch (error) {
        throw signal.aborted ? canceled(signal, 'Reading the credential') : error
      }
    },
    async *images(connection, search, signal) {
      try {
        const credential = await credentialOf(connection, signal)
        if (credential === undefined) throw unsupported('GitLab lists images only to a token.')
        const { kind } = readGitlabSecret(credential.username, credential.password.reveal())
        if (kind === 'deploy') throw unsupported('GitLab lists no images to a deploy token.')
        const gitlab = knownGitlab(connection.url) ?? gitlabOf(credential.tokenRealm)
        if (gitlab === undefined) throw unsupported('Where GitLab itself answers is not known.')
        const ask = createVendorApi({ fetch: fetchVia(options.fetch, connection.transport), limitMs })
        const questions = gitlabQuestions(ask, gitlab, credential.password, signal)
        const wanted = search.trim().toLowerCase()
        for await (const image of gitlabImages(questions, { name: 'GitLab API', address: gitlab })) {
          if (image.repository.includes(wanted)) yield image
        }
      } catch (error) {
        throw signal.aborted ? canceled(signal, 'The list of images') : error
      }
    },
  }
}
