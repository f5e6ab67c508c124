import type { Endpoint } from '../behaviour.ts'

/** A request's address by the spec's endpoints. What it names is as the client wrote it, decoded but not checked. */
export interface Route {
  readonly endpoint: Endpoint
  /** Empty for `base`, `catalog` and `none`. */
  readonly repository: string
  /** The tag, digest or upload id; empty where the endpoint has none. */
  readonly reference: string
  readonly query: URLSearchParams
}

const NOWHERE = { endpoint: 'none', repository: '', reference: '' } as const

/** Path and query of a request target in origin form or absolute form (RFC 9112 §3.2). */
function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const origin = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*/i, '')
  const mark = origin.indexOf('?')
  return mark < 0
    ? { path: origin, query: new URLSearchParams() }
    : { path: origin.slice(0, mark), query: new URLSearchParams(origin.slice(mark + 1)) }
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

// The name of a repository may hold these words too, so paths are read from their end.
function match(segments: readonly string[]): Omit<Route, 'query'> {
  const named = (endpoint: Endpoint, tail: number, reference = '') => ({
    endpoint,
    repository: segments.slice(0, -tail).join('/'),
    reference,
  })
  const [third = '', second = '', last = ''] = ['', '', '', ...segments].slice(-3)
  if (segments.length === 1 && last === '_catalog') return { ...NOWHERE, endpoint: 'catalog' }
  if (second === 'tags' && last === 'list') return named('tags', 2)
  if (second === 'manifests') return named('manifest', 2, last)
  if (second === 'referrers') return named('referrers', 2, last)
  if (third === 'blobs' && second === 'uploads' && last === '') return named('uploads', 3)
  if (second === 'blobs' && last === 'uploads') return named('uploads', 2)
  if (third === 'blobs' && (second === 'uploads' || second === 'upload')) return named('upload', 3, last)
  if (second === 'blobs') return named('blob', 2, last)
  return NOWHERE
}

/** Never throws: an address that is none of the API has the endpoint `none`. */
export function parseRoute(target: string): Route {
  const { path, query } = splitTarget(target)
  if (path === '/v2' || path === '/v2/') return { ...NOWHERE, endpoint: 'base', query }
  if (!path.startsWith('/v2/')) return { ...NOWHERE, query }
  const segments = path.slice('/v2/'.length).split('/').map(decode)
  if (!segments.every((segment) => segment !== undefined)) return { ...NOWHERE, query }
  return { ...match(segments), query }
}
