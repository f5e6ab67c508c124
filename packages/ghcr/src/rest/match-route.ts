/** Finds the route of a method and path; `:name` in a route stands for one segment, which is given decoded. */
export function matchRoute<R extends { readonly method: string; readonly path: string }>(
  routes: readonly R[],
  method: string,
  path: string,
): { route: R; params: ReadonlyMap<string, string> } | undefined {
  const given = segments(path)
  for (const route of routes) {
    const params = route.method === method ? bind(segments(route.path), given) : undefined
    if (params) return { route, params }
  }
  return undefined
}

const segments = (path: string): string[] => path.split('/').filter((segment) => segment !== '')

function bind(pattern: readonly string[], given: readonly string[]): Map<string, string> | undefined {
  if (pattern.length !== given.length) return undefined
  const params = new Map<string, string>()
  for (const [at, expected] of pattern.entries()) {
    const actual = decode(given[at] ?? '')
    if (expected.startsWith(':')) params.set(expected.slice(1), actual)
    else if (expected !== actual) return undefined
  }
  return params
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
