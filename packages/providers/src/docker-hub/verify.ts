import type {
  Clock,
  RegistryConnection,
  RegistryCredential,
  Verification,
  VerifyRequest,
} from '@fairlead/core'
import { Secret } from '@fairlead/core'
import { createRegistryClient } from '@fairlead/oci/client'
import type { Fetch } from '@fairlead/oci/net'
import type { Listing, SideCheck } from '../verification/kind-verification.ts'
import { lessFacts } from '../verification/less-facts.ts'
import { found, notAsked, passed, skipped } from '../verification/outcome.ts'
import { createVendorApi } from '../verification/vendor-api.ts'
import { verifyKind } from '../verification/verify-kind.ts'
import { withinLimit } from '../verification/within-limit.ts'
import { DOCKER_HUB } from './addresses.ts'
import { firstPage, HUB, hubLogin, readRepositories } from './hub-api.ts'
import { describeLimit, limitFinding, watchPullLimit } from './pull-limit.ts'
import { dockerSecretKind } from './token-format.ts'
import { dockerHubWords } from './words.ts'

export interface DockerHubSetup {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly limitMs: number
}

export function dockerHubCredential({ config, secrets }: RegistryConnection): RegistryCredential | undefined {
  const { password } = secrets
  return password ? { username: String(config.username ?? ''), password } : undefined
}

// Made for asking about limits. https://docs.docker.com/docker-hub/usage/pulls/
const LIMIT_PREVIEW = { repository: 'ratelimitpreview/test', tag: 'latest' }

const LIMITED = { code: 'registry.rate_limited', text: 'Docker Hub takes no more for now' } as const

const TYPES = {
  personal: 'docker-personal',
  organization: 'docker-organization',
  password: 'password',
} as const

const unlisted = (reason: string, ability: Listing['ability'] = 'unknown'): Listing => ({
  ability,
  outcome: skipped(reason),
  images: [],
})

export async function verifyDockerHub(
  { fetch, clock, limitMs }: DockerHubSetup,
  connection: RegistryConnection,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Verification> {
  const credential = dockerHubCredential(connection)
  const kind = credential && dockerSecretKind(credential.password.reveal())
  const watch = watchPullLimit(fetch)
  const ask = createVendorApi({ fetch, limitMs })

  /** By HEAD, which is no pull. */
  async function askLimit(): Promise<void> {
    const client = createRegistryClient({
      url: DOCKER_HUB,
      credential,
      fetch: watch.fetch,
      clock,
      retry: { attempts: 1 },
    })
    const { repository, tag } = LIMIT_PREVIEW
    await withinLimit(limitMs, signal, (inner) => client.resolve(repository, tag, inner)).catch(() => {
      // What there is to be told of the registry is told by the other checks.
      signal.throwIfAborted()
    })
  }

  const pullLimit: SideCheck = {
    id: 'registry.pull_limit',
    title: 'Pull limit',
    when: 'after-pull',
    async run() {
      if (!watch.looked()) await askLimit()
      if (watch.limited()) return { outcome: notAsked(LIMITED) }
      const seen = watch.seen()
      if (seen === undefined) {
        return {
          outcome: watch.looked()
            ? passed('Docker Hub names no limit of pulls.')
            : skipped('Docker Hub did not tell its limit of pulls.'),
        }
      }
      const told = limitFinding(seen.limit, [seen.exchange], credential === undefined)
      const detail = describeLimit(seen.limit)
      return { outcome: told ? found([told], detail) : passed(detail) }
    },
  }

  async function list(): Promise<Listing> {
    if (!credential)
      return unlisted(
        'Docker Hub lists repositories only to an account; name an image to prove the pull.',
        'no',
      )
    const bearer = await hubLogin(ask, credential, signal)
    const answer =
      bearer instanceof Secret ? await ask({ url: firstPage(credential.username), bearer }, signal) : bearer
    const page = readRepositories(answer)
    if (page) {
      const count = page.next ? `${page.images.length} or more` : String(page.images.length)
      return {
        ability: 'yes',
        outcome: passed(`Docker Hub lists ${count} repositories of ${credential.username}.`),
        images: page.images,
      }
    }
    const trouble = lessFacts(HUB, answer)
    if (trouble) return { ability: 'unknown', outcome: found([trouble]), images: [] }
    return unlisted(
      `Docker Hub does not list the repositories of ${credential.username} (${answer.exchange.answered}).`,
      'no',
    )
  }

  return verifyKind(
    {
      url: DOCKER_HUB,
      fetch: watch.fetch,
      clock,
      limitMs,
      secrets: [],
      credential,
      beside: [pullLimit],
      list,
      words: dockerHubWords(kind, () => watch.seen()?.limit.remaining === 0),
      facts: () => {
        const rateLimit = watch.seen()?.limit
        return {
          type: kind ? TYPES[kind] : 'anonymous',
          ...(credential ? { login: credential.username } : {}),
          ...(kind === 'organization' ? { ownerType: 'organization' as const } : {}),
          ...(rateLimit ? { rateLimit } : {}),
        }
      },
    },
    request,
    signal,
  )
}
