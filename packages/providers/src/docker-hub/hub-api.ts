import { AppError, type CatalogImage, type RegistryCredential, Secret } from '@fairlead/core'
import { z } from 'zod'
import { listFailure } from '../verification/list-failure.ts'
import { type AskVendor, isReply, type VendorAnswer } from '../verification/vendor-api.ts'
import { HUB_API } from './addresses.ts'

export const HUB = { name: 'Docker Hub API', address: HUB_API }

const TokenReply = z.object({ access_token: z.string().min(1) })

const Repositories = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      namespace: z.string(),
      is_private: z.boolean().optional(),
      last_updated: z.string().nullish(),
    }),
  ),
  next: z.string().nullish(),
})

export interface RepositoryPage {
  readonly images: readonly CatalogImage[]
  /** Address of the next page. */
  readonly next: string | undefined
}

const PAGE = 100

/**
 * Exchanges the credential for a bearer of ten minutes, which the API wants.
 * https://docs.docker.com/reference/api/hub/latest/ (AuthCreateAccessToken)
 */
export async function hubLogin(
  ask: AskVendor,
  { username, password }: RegistryCredential,
  signal: AbortSignal,
): Promise<Secret | VendorAnswer> {
  const json = { identifier: username, secret: password.reveal() }
  const answer = await ask({ url: `${HUB_API}/v2/auth/token`, json, secrets: [password] }, signal)
  const token = isReply(answer, 200) ? TokenReply.safeParse(answer.json) : undefined
  return token?.success ? new Secret(token.data.access_token) : answer
}

export const firstPage = (namespace: string): string =>
  `${HUB_API}/v2/namespaces/${encodeURIComponent(namespace)}/repositories?page_size=${PAGE}`

/** The page of the list that an answer holds; undefined when it is none. */
export function readRepositories(answer: VendorAnswer): RepositoryPage | undefined {
  if (!isReply(answer, 200)) return undefined
  const page = Repositories.safeParse(answer.json)
  if (!page.success) return undefined
  const next = page.data.next ? URL.parse(page.data.next, HUB_API) : undefined
  return {
    images: page.data.results.map(({ name, namespace, is_private, last_updated }) => ({
      repository: `${namespace}/${name}`,
      ...(is_private === undefined ? {} : { visibility: is_private ? 'private' : 'public' }),
      ...(last_updated ? { updatedAt: last_updated } : {}),
    })),
    next: next?.origin === HUB_API ? next.href : undefined,
  }
}

const MAX_PAGES = 1000

/** All repositories of the credential's own namespace. Throws as `RegistryProvider.images` does. */
export async function* hubImages(
  ask: AskVendor,
  credential: RegistryCredential,
  signal: AbortSignal,
): AsyncGenerator<CatalogImage> {
  const bearer = await hubLogin(ask, credential, signal)
  if (!(bearer instanceof Secret)) throw listFailure(HUB, bearer, 'Read-only access')
  const seen = new Set<string>()
  let url: string | undefined = firstPage(credential.username)
  while (url !== undefined) {
    if (seen.has(url) || seen.size >= MAX_PAGES) {
      throw new AppError('registry.bad_answer', 'The Docker Hub API lists repositories without end.')
    }
    seen.add(url)
    const answer = await ask({ url, bearer }, signal)
    // The API knows no repositories of the name: none is there to be listed.
    if (isReply(answer, 404)) return
    const page = readRepositories(answer)
    if (page === undefined) throw listFailure(HUB, answer, 'Read-only access')
    yield* page.images
    url = page.next
  }
}
