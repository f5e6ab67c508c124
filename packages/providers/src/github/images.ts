import { AppError, type CatalogImage, type Secret } from '@fairlead/core'
import { nextPage } from '@fairlead/oci'
import type { GithubAddresses } from './addresses.ts'
import { type ApiAnswer, type ApiReply, isReply } from './api-answer.ts'
import type { ApiClient } from './api-client.ts'
import { type Package, Packages } from './api-schemas.ts'
import { listFailure } from './list-failure.ts'
import type { OwnerType } from './subject.ts'

// A hundred packages on each: more than any owner has, and an end to a list that has none.
const MAX_PAGES = 1000

export interface ImagesOptions {
  readonly api: ApiClient
  readonly addresses: GithubAddresses
  readonly owner: string
  readonly token: Secret
  /** Whose list to ask first; the other one follows where that knows no such owner. */
  readonly hint: OwnerType
}

/** Path of the next page, where the answer names one on the API itself. Throws `registry.bad_answer` for an endless list. */
function nextPath(reply: ApiReply, api: string, seen: ReadonlySet<string>): string | undefined {
  const next = nextPage(reply.headers.get('link'))
  if (next === undefined || !URL.canParse(next, api)) return undefined
  const { href } = new URL(next, api)
  if (!href.startsWith(`${api}/`)) return undefined
  const path = href.slice(api.length)
  if (seen.has(path) || seen.size >= MAX_PAGES) {
    throw new AppError('registry.bad_answer', 'The GitHub API lists packages without end.', {
      details: { exchange: reply.exchange },
    })
  }
  return path
}

const image = (
  owner: string,
  { name, visibility, repository, updated_at, version_count }: Package,
): CatalogImage => ({
  repository: `${owner}/${name}`.toLowerCase(),
  ...(visibility ? { visibility } : {}),
  ...(repository ? { linkedRepository: repository.full_name } : {}),
  ...(updated_at ? { updatedAt: updated_at } : {}),
  ...(version_count === undefined ? {} : { versionCount: version_count }),
})

/**
 * The owner's container packages whose repository contains `search`, page by page, as GitHub orders them. Throws
 * `registry.bad_answer` for a list whose pages never end.
 * https://docs.github.com/en/rest/packages/packages#list-packages-for-an-organization
 */
export async function* listGithubImages(
  { api, addresses, owner, token, hint }: ImagesOptions,
  search: string,
  signal: AbortSignal,
): AsyncIterable<CatalogImage> {
  const first = (type: OwnerType): string =>
    `/${type === 'user' ? 'users' : 'orgs'}/${owner}/packages?package_type=container&per_page=100`
  const seen = new Set<string>()
  const ask = (path: string): Promise<ApiAnswer> => {
    seen.add(path)
    return api.ask(path, token, signal)
  }
  let answer = await ask(first(hint))
  if (isReply(answer, 404)) answer = await ask(first(hint === 'user' ? 'organization' : 'user'))
  // GitHub has no owner of the name, or does not show it to this token: no image is there to be listed.
  if (isReply(answer, 404)) return
  const wanted = search.trim().toLowerCase()
  for (;;) {
    if (!isReply(answer)) throw listFailure(answer, `the packages of ${owner}`)
    const packages = Packages.safeParse(answer.json)
    if (answer.status !== 200 || !packages.success) throw listFailure(answer, `the packages of ${owner}`)
    for (const each of packages.data) {
      const found = image(owner, each)
      if (found.repository.includes(wanted)) yield found
    }
    const next = nextPath(answer, addresses.api, seen)
    if (next === undefined) return
    answer = await ask(next)
  }
}
