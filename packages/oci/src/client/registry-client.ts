import { systemClock } from '@fairlead/core'
import { createAuthorizer } from './authorizer.ts'
import { createBlobDownload } from './blob-download.ts'
import { createBlobUpload } from './blob-upload.ts'
import { createEndpoint } from './endpoint.ts'
import { createClean } from './exchange.ts'
import { createLogin } from './login.ts'
import { createManifests } from './manifests.ts'
import { createMessenger } from './messenger.ts'
import { createPing } from './ping.ts'
import { createRetry } from './retry.ts'
import { createCatalog, createTags } from './tags.ts'
import { createTokenRequest } from './token-request.ts'
import { createTransport } from './transport.ts'
import type { RegistryClient, RegistryClientOptions } from './types.ts'

const LIMITS = { answerMs: 30_000, commitMs: 300_000, idleMs: 60_000 }

/** Without a credential there is nothing to lose at another host; with one it takes somebody's word. */
function realmTrust({ credential, trustRealm }: RegistryClientOptions): (realm: URL) => boolean {
  if (credential === undefined) return () => true
  return (realm) =>
    `${realm.origin}${realm.pathname}` === credential.tokenRealm || (trustRealm?.(realm) ?? false)
}

/**
 * A client of one registry as one identity; see RegistryClient. Keeps its tokens, so use one for all that is to be
 * asked. Throws `request.invalid` when `url` is no address of a registry.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { credential, fetch, clock = systemClock } = options
  const endpoint = createEndpoint(options.url)
  const clean = createClean(credential)
  const retry = createRetry(options.retry)
  const limits = { ...LIMITS, ...options.limits }
  const onExchange = options.onExchange ?? (() => undefined)
  const transport = createTransport({ fetch, clock, retry, limits, clean, onExchange })
  const authorizer = createAuthorizer({
    endpoint,
    credential,
    clock,
    trustRealm: realmTrust(options),
    requestToken: createTokenRequest({ transport, clock, credential, clean }),
  })
  if (options.challenge !== undefined) authorizer.learn(options.challenge)
  const anonymous = credential === undefined
  const messenger = createMessenger({ endpoint, authorizer, transport, retry, anonymous, clean })
  const ping = createPing({ endpoint, transport, authorizer })
  return {
    url: endpoint.url,
    ping: (signal) => ping(signal),
    authenticate: createLogin({ endpoint, authorizer, messenger }),
    tags: createTags({ endpoint, messenger }),
    catalog: createCatalog({ endpoint, messenger }),
    ...createManifests({ endpoint, messenger }),
    ...createBlobDownload({ endpoint, messenger, retry, limits }),
    ...createBlobUpload({ endpoint, messenger, retry, limits }),
  }
}
