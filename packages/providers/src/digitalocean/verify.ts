import type {
  Clock,
  RegistryConnection,
  RegistryCredential,
  Verification,
  VerifyRequest,
} from '@fairlead/core'
import { Secret } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import type { Listing } from '../verification/kind-verification.ts'
import { lessFacts } from '../verification/less-facts.ts'
import { found, passed, skipped } from '../verification/outcome.ts'
import { createVendorApi } from '../verification/vendor-api.ts'
import { verifyKind } from '../verification/verify-kind.ts'
import {
  DIGITALOCEAN,
  type DocrRegistry,
  docrQuestions,
  readRegistries,
  readRepositories,
  readTier,
  runningCollection,
} from './api.ts'
import { judgeForm, judgeRegistries } from './judge-token.ts'
import { neededScopes } from './scopes.ts'
import { digitalOceanSecretKind } from './token-format.ts'
import { type DocrKnowledge, docrWords } from './words.ts'

export interface DocrSetup {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly limitMs: number
}

/**
 * The token for user name and password.
 * https://docs.digitalocean.com/products/container-registry/how-to/set-up-ci-cd/
 */
export function docrCredential({ secrets }: RegistryConnection): RegistryCredential {
  const password = secrets.password ?? new Secret('')
  return { username: password.reveal(), password }
}

export async function verifyDocr(
  { fetch, clock, limitMs }: DocrSetup,
  connection: RegistryConnection,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Verification> {
  const credential = docrCredential(connection)
  const purpose = request.push ? 'push' : 'pull'
  const kind = digitalOceanSecretKind(credential.password.reveal())
  const ask = docrQuestions(createVendorApi({ fetch, limitMs }), credential.password, signal)
  let registries: readonly DocrRegistry[] | undefined
  let hindrance: Pick<DocrKnowledge, 'collection' | 'full'> = { collection: undefined, full: undefined }

  async function askAboutWrites(): Promise<void> {
    const named = request.image?.replace(/^registry\.digitalocean\.com\//, '').split('/')[0]
    const registry = registries?.find(({ name }) => name === named) ?? registries?.[0]
    if (!request.push || registry === undefined) return
    const [collection, subscription] = await Promise.all([ask.collection(registry.name), ask.subscription()])
    const { included_storage_bytes: included, allow_storage_overage: overage } = readTier(subscription) ?? {}
    const used = (registries ?? []).reduce((sum, each) => sum + (each.storage_usage_bytes ?? 0), 0)
    const full = included !== undefined && overage === false && used >= included
    hindrance = {
      collection: runningCollection(collection),
      full: full ? { used, included } : undefined,
    }
  }

  async function list(): Promise<Listing> {
    if (registries === undefined) {
      const outcome = skipped(
        'DigitalOcean lists images only to a token with registry:read; name an image to prove the pull.',
      )
      return { ability: 'no', outcome, images: [] }
    }
    const asked = registries.map(async ({ name }) => ({ name, answer: await ask.firstRepositories(name) }))
    const [answers] = await Promise.all([Promise.all(asked), askAboutWrites()])
    const pages = answers.flatMap(({ name, answer }) => readRepositories(name, answer) ?? [])
    const images = pages.flatMap((page) => page.images)
    const failed = answers.find(({ name, answer }) => readRepositories(name, answer) === undefined)
    if (failed) {
      const trouble = lessFacts(DIGITALOCEAN, failed.answer)
      const said = `DigitalOcean does not list the images of ${failed.name} (${failed.answer.exchange.answered}).`
      return { ability: 'unknown', outcome: trouble ? found([trouble]) : skipped(said), images }
    }
    const more = pages.some(({ next }) => next !== undefined) ? ' or more' : ''
    const names = registries.map(({ name }) => name).join(', ')
    return {
      ability: 'yes',
      outcome: passed(`DigitalOcean lists ${images.length}${more} images in ${names}.`),
      images,
    }
  }

  return verifyKind(
    {
      url: connection.url,
      fetch,
      clock,
      limitMs,
      secrets: [],
      credential,
      beside: [
        {
          id: 'token.facts',
          title: 'Token',
          async run() {
            const wrong = judgeForm(kind, purpose)
            if (wrong) return wrong
            const answer = await ask.registries()
            registries = readRegistries(answer)
            return judgeRegistries(answer, kind, purpose)
          },
        },
      ],
      list,
      words: docrWords(purpose, () => ({ registries, ...hindrance })),
      facts: () => {
        const { username } = connection.config
        return {
          type: 'digitalocean-token',
          ...(username === undefined ? {} : { login: String(username) }),
          scopesNeeded: neededScopes(purpose),
        }
      },
    },
    request,
    signal,
  )
}
