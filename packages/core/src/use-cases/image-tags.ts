import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import type { Clock } from '../ports/clock.ts'
import type { Page } from '../ports/store.ts'
import { theRegistry } from './access.ts'
import type { AppPorts } from './ports.ts'
import { openConnection, providerOf } from './registry-connection.ts'
import { readImage } from './registry-images.ts'
import { createTagListing, type TagListing, type TagPage } from './tag-listing.ts'

/** The first page begins a new list; that of a search may come of one that was begun just now, while somebody types. */
const FRESH_MS = 10_000
/** The following pages belong to the list that the first one began. */
const KEPT_MS = 10 * 60_000
const usableFor = ({ page }: Page, search: string): number =>
  page > 0 ? KEPT_MS : search === '' ? 0 : FRESH_MS
const MAX_LISTINGS = 50

interface Kept {
  readonly listing: TagListing
  readonly begunAt: number
}

/** Keeps the lists that somebody pages through. Another server that has none of them begins its own. */
function createListings(clock: Clock) {
  const kept = new Map<string, Kept>()
  return async (key: string, usableMs: number, begin: () => Promise<TagListing>): Promise<TagListing> => {
    const now = clock.now().getTime()
    const known = kept.get(key)
    if (known && now - known.begunAt < usableMs) return known.listing
    const listing = await begin()
    kept.delete(key)
    kept.set(key, { listing, begunAt: now })
    const [oldest] = kept.keys()
    if (kept.size > MAX_LISTINGS && oldest !== undefined) kept.delete(oldest)
    return listing
  }
}

/** A page of the tags of one image that contain `search`: newest first where the registry can tell, and how many. */
export function listTagPage(ports: AppPorts) {
  const listings = createListings(ports.clock)

  async function begin(
    registry: ContainerRegistry,
    repository: string,
    signal: AbortSignal,
  ): Promise<TagListing> {
    // The names first: a dead token is then shown once, not twice.
    const names = await readImage(
      ports,
      registry,
      repository,
      (location) => Array.fromAsync(ports.images.tags(location, signal)),
      signal,
    )
    const { tags } = providerOf(ports, registry.kind)
    const connection = openConnection(ports.vault, registry)
    return createTagListing(names, tags && ((from, own) => tags(connection, repository, from, own)))
  }

  return async (
    who: Principal,
    organizationId: string,
    id: string,
    repository: string,
    { search, ...page }: Page & { readonly search: string },
    signal: AbortSignal,
  ): Promise<TagPage> => {
    const registry = await theRegistry(ports.store, who, organizationId, id)
    const key = `${registry.id} ${registry.version} ${repository}`
    const listing = await listings(key, usableFor(page, search), () => begin(registry, repository, signal))
    return listing.page(search, page, signal)
  }
}
