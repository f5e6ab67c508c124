import { AppError, type CatalogImage, type Secret } from '@fairlead/core'
import { z } from 'zod'
import { listFailure } from '../verification/list-failure.ts'
import { type AskVendor, isReply, type VendorAnswer } from '../verification/vendor-api.ts'
import { DO_API } from './addresses.ts'

export const DIGITALOCEAN = { name: 'DigitalOcean API', address: DO_API }

const Registries = z.object({
  registries: z.array(z.object({ name: z.string(), storage_usage_bytes: z.number().optional() })),
})

const Subscription = z.object({
  subscription: z.object({
    tier: z.object({
      name: z.string().optional(),
      included_storage_bytes: z.number().optional(),
      allow_storage_overage: z.boolean().optional(),
    }),
  }),
})

const GarbageCollection = z.object({ garbage_collection: z.object({ status: z.string() }) })

const Repositories = z.object({
  repositories: z.array(
    z.object({
      name: z.string(),
      latest_manifest: z.object({ updated_at: z.string().nullish() }).nullish(),
    }),
  ),
  links: z.object({ pages: z.object({ next: z.string() }).partial().optional() }).optional(),
})

export type DocrRegistry = z.infer<typeof Registries>['registries'][number]

const parsed = <T>(schema: z.ZodType<T>, answer: VendorAnswer): T | undefined =>
  isReply(answer, 200) ? schema.safeParse(answer.json).data : undefined

export const readRegistries = (answer: VendorAnswer): readonly DocrRegistry[] | undefined =>
  parsed(Registries, answer)?.registries

/** Terms of the plan, as far as they are told. */
export const readTier = (answer: VendorAnswer) => parsed(Subscription, answer)?.subscription.tier

const ENDED = new Set(['succeeded', 'failed', 'cancelled'])

/** Status of a garbage collection that is under way, such as `waiting for write JWTs to expire`. */
export function runningCollection(answer: VendorAnswer): string | undefined {
  const status = parsed(GarbageCollection, answer)?.garbage_collection.status
  return status === undefined || ENDED.has(status) ? undefined : status
}

export interface RepositoryPage {
  readonly images: readonly CatalogImage[]
  /** Address of the next page. */
  readonly next: string | undefined
}

export function readRepositories(registry: string, answer: VendorAnswer): RepositoryPage | undefined {
  const page = parsed(Repositories, answer)
  if (page === undefined) return undefined
  const next = page.links?.pages?.next
  return {
    images: page.repositories.map(({ name, latest_manifest }) => ({
      repository: `${registry}/${name}`,
      visibility: 'private',
      ...(latest_manifest?.updated_at ? { updatedAt: latest_manifest.updated_at } : {}),
    })),
    next: next !== undefined && URL.parse(next)?.origin === DO_API ? next : undefined,
  }
}

/** Questions of https://docs.digitalocean.com/reference/api/ as one token. */
export function docrQuestions(ask: AskVendor, bearer: Secret, signal: AbortSignal) {
  const get = (url: string): Promise<VendorAnswer> => ask({ url, bearer }, signal)
  const registry = (name: string): string => `${DO_API}/v2/registries/${encodeURIComponent(name)}`
  return {
    registries: () => get(`${DO_API}/v2/registries`),
    subscription: () => get(`${DO_API}/v2/registries/subscription`),
    collection: (name: string) => get(`${registry(name)}/garbage-collection`),
    firstRepositories: (name: string) => get(`${registry(name)}/repositoriesV2?per_page=100`),
    page: get,
  }
}

export type DocrQuestions = ReturnType<typeof docrQuestions>

const MAX_PAGES = 1000
const SCOPE = 'the scope registry:read'

/** All repositories of all registries of the account. Throws as `RegistryProvider.images` does. */
export async function* docrImages(questions: DocrQuestions): AsyncGenerator<CatalogImage> {
  const listed = await questions.registries()
  const registries = readRegistries(listed)
  if (registries === undefined) throw listFailure(DIGITALOCEAN, listed, SCOPE)
  for (const { name } of registries) {
    const seen = new Set<string>()
    let answer = await questions.firstRepositories(name)
    for (;;) {
      const page = readRepositories(name, answer)
      if (page === undefined) throw listFailure(DIGITALOCEAN, answer, SCOPE)
      yield* page.images
      if (page.next === undefined) break
      if (seen.has(page.next) || seen.size >= MAX_PAGES) {
        throw new AppError('registry.bad_answer', 'The DigitalOcean API lists repositories without end.')
      }
      seen.add(page.next)
      answer = await questions.page(page.next)
    }
  }
}
