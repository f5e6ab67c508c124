import { isAppError } from '../errors.ts'
import type { CatalogTag, CatalogTags } from '../ports/registry-provider.ts'
import type { Page } from '../ports/store.ts'
import { sortTags } from '../values/tag-order.ts'

/** A page of an image's tags. */
export interface TagPage {
  readonly tags: readonly CatalogTag[]
  /** How many there are in all that are searched for. */
  readonly total: number
  /** Why nothing but names is known of some. */
  readonly note?: string
}

type More = (from: string | undefined, signal: AbortSignal) => Promise<CatalogTags>

/** An image's tags, of which more is asked only as far as it is looked at: ten thousand of them are a hundred questions. */
export interface TagListing {
  page(search: string, page: Page, signal: AbortSignal): Promise<TagPage>
}

/** The credential is no good, or nobody waits any more: that is no matter of times alone. */
const isFatal = (error: unknown): boolean =>
  !isAppError(error) || error.code === 'credential.refused' || error.code === 'operation.canceled'

/**
 * Joins all names that the registry has with what it tells more of, newest first as far as that goes. `more` may be
 * absent, and may fail: then the names are left, in the order of sortTags.
 */
export function createTagListing(names: Iterable<string>, more: More | undefined): TagListing {
  const all = new Set(names)
  const told = new Map<string, CatalogTag>()
  let rest: { readonly from: string | undefined } | undefined = more && { from: undefined }
  let note: string | undefined
  let asking: Promise<void> | undefined

  async function extend(signal: AbortSignal): Promise<void> {
    // Somebody else's question brings what is wanted here too; when it fails, it is asked again from here.
    if (asking) return asking.catch(() => undefined)
    asking = ask(signal)
    try {
      await asking
    } finally {
      asking = undefined
    }
  }
  async function ask(signal: AbortSignal): Promise<void> {
    if (!rest || !more) return
    try {
      const { tags, next } = await more(rest.from, signal)
      for (const tag of tags) if (!told.has(tag.name)) told.set(tag.name, tag)
      for (const { name } of tags) all.add(name)
      rest = next === undefined ? undefined : { from: next }
    } catch (error) {
      if (isFatal(error) || !isAppError(error)) throw error
      note = error.message
      rest = undefined
    }
  }

  return {
    async page(search, { page, pageSize }, signal) {
      const wanted = search.trim().toLowerCase()
      const matches = (name: string): boolean => name.toLowerCase().includes(wanted)
      const found = () => [...told.values()].filter(({ name }) => matches(name))
      const end = (page + 1) * pageSize
      const count = () => [...all].filter(matches).length
      for (let known = found().length; rest && known < Math.min(end, count()); known = found().length) {
        await extend(signal)
      }
      const newest = found()
      const others = sortTags([...all].filter((name) => matches(name) && !told.has(name)))
      const ordered = [...newest, ...others.map((name) => ({ name }))]
      return {
        tags: ordered.slice(page * pageSize, end),
        total: ordered.length,
        ...(note === undefined ? {} : { note }),
      }
    },
  }
}
