import type { RegistryBehaviour } from '../behaviour.ts'
import { RegistryFault } from '../fault.ts'
import type { StoredTag } from '../storage.ts'
import { sendJson } from './answer.ts'
import type { Handler } from './call.ts'
import { cutPage, pageSize } from './paging.ts'

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** "Case-insensitive alphanumeric order"; names that differ in nothing but case are told apart by it. */
const lexically = (a: string, b: string): number => compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b)

const byAge = (a: StoredTag, b: StoredTag): number =>
  compare(a.createdAt, b.createdAt) || lexically(a.name, b.name)

/** Names in the registry's order, those up to and with `last` left out. */
function namesAfter(
  tags: readonly StoredTag[],
  order: RegistryBehaviour['tagOrder'],
  last: string | null,
): string[] {
  if (order === 'oldest-first') {
    const names = [...tags].sort(byAge).map(({ name }) => name)
    if (last === null) return names
    const position = names.indexOf(last)
    // A tag that is gone has no age any more: rather end the list than begin it anew for ever.
    return position < 0 ? [] : names.slice(position + 1)
  }
  const names = tags.map(({ name }) => name).sort(lexically)
  return last === null ? names : names.filter((name) => lexically(name, last) > 0)
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags */
export const listTags: Handler = async (call) => {
  const { storage, behaviour, route } = call
  const { repository, query } = route
  const size = pageSize(query, { usual: behaviour.tagPageSize, most: behaviour.tagPageLimit })
  const tags = await storage.tags.list(repository)
  if (tags.length === 0 && !(await storage.repositories.exists(repository))) {
    throw new RegistryFault('NAME_UNKNOWN', { detail: { name: repository } })
  }
  const rest = namesAfter(tags, behaviour.tagOrder, query.get('last'))
  const { page, headers } = cutPage(`/v2/${repository}/tags/list`, rest, size)
  sendJson(call, { name: repository, tags: page }, headers)
}
