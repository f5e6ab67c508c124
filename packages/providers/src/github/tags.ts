import { AppError, type CatalogTags, type Secret } from '@fairlead/core'
import { nextPage } from '@fairlead/oci'
import { type ApiAnswer, isReply } from './api-answer.ts'
import type { ApiClient } from './api-client.ts'
import { type Version, Versions } from './api-schemas.ts'
import { listFailure } from './list-failure.ts'
import type { OwnerType } from './subject.ts'

const PAGE_SIZE = 100
// GitHub answers 400 beyond: https://docs.github.com/en/rest/packages/packages#list-packages-for-an-organization
const MAX_REACH = 10_000

export interface TagsOptions {
  readonly api: ApiClient
  readonly token: Secret
  /** Whose package to ask for first; the other one follows where that knows none. */
  readonly hint: OwnerType
}

const PATHS = { user: 'users', organization: 'orgs' } as const
const isOwnerType = (text: string | undefined): text is OwnerType =>
  text === 'user' || text === 'organization'

/** What `next` of a list holds: whose package it is, and the page. */
function readPlace(from: string | undefined): { readonly type?: OwnerType; readonly page: number } {
  const [type, page] = (from ?? '').split(' ')
  return { ...(isOwnerType(type) ? { type } : {}), page: Number(page ?? 1) }
}

const tagsOf = ({ tags, digest, createdAt, updatedAt }: Version): CatalogTags['tags'] =>
  tags.map((name) => ({
    name,
    digest,
    ...(createdAt ? { createdAt } : {}),
    ...(updatedAt ? { updatedAt } : {}),
  }))

/**
 * A page of a package's versions, newest first as GitHub lists them, as the tags that they have. Throws
 * `operation.unsupported` for a package that GitHub does not know or does not show to this token.
 * https://docs.github.com/en/rest/packages/packages#list-package-versions-for-a-package-owned-by-an-organization
 */
export async function listGithubTags(
  { api, token, hint }: TagsOptions,
  repository: string,
  from: string | undefined,
  signal: AbortSignal,
): Promise<CatalogTags> {
  const [owner = '', ...rest] = repository.split('/')
  const { type: known, page } = readPlace(from)
  const ask = (type: OwnerType): Promise<ApiAnswer> => {
    const name = `/${PATHS[type]}/${owner}/packages/container/${encodeURIComponent(rest.join('/'))}`
    return api.ask(`${name}/versions?per_page=${PAGE_SIZE}&page=${page}`, token, signal)
  }
  let type = known ?? hint
  let answer = await ask(type)
  if (known === undefined && isReply(answer, 404)) {
    type = type === 'user' ? 'organization' : 'user'
    answer = await ask(type)
  }
  const what = `the versions of ${repository}`
  if (!isReply(answer)) throw listFailure(answer, what)
  const { status, json, headers } = answer
  if (status === 404) {
    throw new AppError(
      'operation.unsupported',
      `The GitHub API shows no package ${repository} to this token.`,
    )
  }
  const versions = Versions.safeParse(json)
  if (status !== 200 || !versions.success) throw listFailure(answer, what)
  const more = nextPage(headers.get('link')) !== undefined && (page + 1) * PAGE_SIZE <= MAX_REACH
  return { tags: versions.data.flatMap(tagsOf), ...(more ? { next: `${type} ${page + 1}` } : {}) }
}
