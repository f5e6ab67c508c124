import type { CredentialFacts, RegistryConnection, Verification, VerifyRequest } from '@fairlead/core'
import { fetchVia } from '@fairlead/oci/net'
import { readImage } from '../verification/asked-image.ts'
import type { CredentialCache } from '../verification/credential-cache.ts'
import type { KindVerification, Listing, SideCheck } from '../verification/kind-verification.ts'
import { skipped } from '../verification/outcome.ts'
import { verifyKind } from '../verification/verify-kind.ts'
import { type GoogleHost, googleHost, placeOf } from './addresses.ts'
import { exchangeIdentity, type GoogleExchanged, type GoogleOptions, questionsOf } from './exchange.ts'
import { accountOf, type GoogleIdentity, identityOf } from './identity.ts'
import { judgeKeyAge } from './key-age.ts'
import { listGoogle } from './listing.ts'
import { lookUpKey, type PublishedKey } from './published-keys.ts'
import { askRights, deletingWith, judgeRights, type Rights } from './rights.ts'
import { googleWords } from './words.ts'

const NEEDED = ['roles/artifactregistry.reader']

const TYPES = {
  key: 'google-service-account',
  federation: 'google-workload-identity',
  token: 'unknown',
  anonymous: 'anonymous',
} as const

const secretsOf = (identity: GoogleIdentity): KindVerification['secrets'] => {
  if (identity.kind === 'key') return [{ username: identity.key.email, password: identity.key.pem }]
  return identity.kind === 'token' ? [{ username: '', password: identity.token }] : []
}

function factsOf(
  identity: GoogleIdentity,
  exchanged: GoogleExchanged | undefined,
  published: PublishedKey | undefined,
): CredentialFacts {
  const type = TYPES[identity.kind]
  if (identity.kind === 'anonymous') return { type }
  const login = accountOf(identity) ?? exchanged?.grant?.email
  const ends =
    identity.kind === 'token'
      ? exchanged?.grant?.expiresAt
      : published?.kind === 'listed'
        ? published.expiresAt
        : undefined
  return {
    type,
    scopesNeeded: NEEDED,
    ...(login ? { login } : {}),
    ...(ends === undefined ? {} : { expiresAt: ends }),
  }
}

/** Runs a question once, when it is first asked for. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= ask()
    return asked
  }
}

/** Proves a connection to Artifact Registry. See RegistryProvider.verify. */
export async function verifyGoogle(
  options: GoogleOptions,
  cache: CredentialCache,
  connection: RegistryConnection,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Verification> {
  const { url, config } = connection
  const identity = identityOf(connection)
  const host: GoogleHost = googleHost(new URL(url).host) ?? {
    host: new URL(url).host,
    location: String(config.region),
  }
  const questions = questionsOf(options, connection, signal)
  const { ask } = questions
  const project = config.project_id === undefined ? undefined : String(config.project_id)
  const published = once(async () =>
    identity.kind === 'key' ? lookUpKey(questions, identity.key) : undefined,
  )

  let exchanged: GoogleExchanged | undefined
  let listed: Listing | undefined
  let rights: Rights | undefined

  async function exchange(): Promise<GoogleExchanged> {
    if (identity.kind === 'anonymous') return { outcome: skipped('There is no credential.') }
    exchanged = await exchangeIdentity(options, questions, identity, published)
    if (exchanged.credential) cache.keep(connection, exchanged.credential)
    return exchanged
  }

  async function list(): Promise<Listing> {
    const token = exchanged?.grant?.token
    if (token === undefined || project === undefined) {
      const why = token === undefined ? 'A credential' : 'The project'
      const outcome = skipped(`${why} is needed to list images; name an image to prove the pull.`)
      return { ability: 'unknown', outcome, images: [] }
    }
    listed = await listGoogle({ ask, token, host, project }, request, signal)
    return listed
  }

  const age: SideCheck = {
    id: 'key.age',
    title: 'Key',
    run: async () =>
      identity.kind === 'key'
        ? { outcome: judgeKeyAge(identity.key, await published(), options.clock) }
        : { outcome: skipped('There is no key.') },
  }
  const held: SideCheck = {
    id: 'account.rights',
    title: 'Rights',
    when: 'after-pull',
    async run() {
      const token = exchanged?.grant?.token
      const named = request.image === undefined ? undefined : readImage(request.image, url).repository
      const place = placeOf(host, named ?? listed?.images[0]?.repository ?? '')
      if (!token || !place) return { outcome: skipped('No repository is known to ask about.') }
      rights = await askRights({ ask, token, ...place, location: host.location, signal })
      return { outcome: judgeRights(rights) }
    },
  }

  return verifyKind(
    {
      url,
      fetch: fetchVia(options.fetch, connection.transport),
      clock: options.clock,
      limitMs: options.limitMs,
      secrets: secretsOf(identity),
      usualRealm: `${url}/v2/token`,
      ...(identity.kind === 'anonymous'
        ? {}
        : { exchange: { id: 'credential.exchanged', title: 'Access token', run: exchange }, list }),
      beside: [...(identity.kind === 'key' ? [age] : []), ...(identity.kind === 'anonymous' ? [] : [held])],
      words: googleWords(host, accountOf(identity) ?? undefined),
      facts: async () =>
        factsOf(identity, exchanged, identity.kind === 'key' ? await published() : undefined),
      async abilities() {
        const deleting = deletingWith(rights)
        return deleting ? { delete: deleting } : {}
      },
    },
    request,
    signal,
  )
}
