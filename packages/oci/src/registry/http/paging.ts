import { formatNextPage } from '../../spec/index.ts'
import { RegistryFault } from '../fault.ts'

export interface PageLimits {
  /** When the client does not say `n`. */
  readonly usual?: number | undefined
  /** Whatever the client says. */
  readonly most?: number | undefined
}

/** The `n` of a query within the limits; undefined for all. Throws UNSUPPORTED (400). */
export function pageSize(query: URLSearchParams, { usual, most }: PageLimits = {}): number | undefined {
  const text = query.get('n')
  if (text !== null && !/^\d{1,15}$/.test(text)) {
    throw new RegistryFault('UNSUPPORTED', {
      status: 400,
      message: 'n must be a whole number of 0 or more',
    })
  }
  const asked = text === null ? usual : Number(text)
  return most === undefined ? asked : Math.min(asked ?? most, most)
}

/** One page of what remains after `last`, and the `Link` header to the next. */
export function cutPage(
  path: string,
  rest: readonly string[],
  size: number | undefined,
): { readonly page: readonly string[]; readonly headers: Readonly<Record<string, string>> } {
  if (size === undefined || rest.length <= size) return { page: rest, headers: {} }
  const page = rest.slice(0, size)
  const last = page.at(-1)
  // `n=0` is an empty page and no link, as the spec asks.
  if (last === undefined) return { page, headers: {} }
  const query = new URLSearchParams({ last, n: String(size) })
  return { page, headers: { Link: formatNextPage(`${path}?${query}`) } }
}
