import { canonicalRegistry, invalidRequest } from '@fairlead/core'

/** Where a registry's API is. */
export interface Endpoint {
  /** Without a trailing slash and without `/v2`. */
  readonly url: string
  readonly origin: string
  /** Host with its port, for messages. */
  readonly host: string
  /** `at('acme/app/tags/list')` is `<url>/v2/acme/app/tags/list`. */
  at(path: string): URL
  /** Whether an address is the registry's own: same scheme, host and port. */
  owns(url: URL): boolean
  /**
   * Where a Location or Link points that was given by `from`. A registry behind a proxy that ends TLS often believes
   * that it is spoken to by http: on its own host the scheme stays the one that we use.
   */
  locate(target: string, from: URL): URL | undefined
}

const refuse = (problem: string, remedy: string) => invalidRequest([{ field: 'url', problem, remedy }])

function parseBase(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refuse('is not an http or https address', 'Write it with its scheme, such as https://ghcr.io.')
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse('holds a user name or password', 'Give the credential in its own fields.')
  }
  if (url.search !== '' || url.hash !== '') {
    throw refuse('has a query or fragment', 'Leave out everything from "?" or "#" on.')
  }
  // Docker Hub answers its API on one name only.
  if (canonicalRegistry(url.host) === 'docker.io') return new URL('https://registry-1.docker.io')
  return url
}

/** Reads a registry's address. Throws `request.invalid` naming the field `url`. */
export function createEndpoint(text: string): Endpoint {
  const base = parseBase(text)
  const path = base.pathname.replace(/\/+$/, '').replace(/\/v2$/, '')
  const url = `${base.origin}${path}`
  const owns = (other: URL): boolean => other.origin === base.origin
  return {
    url,
    origin: base.origin,
    host: base.host,
    at: (below) => new URL(`${url}/v2/${below}`),
    owns,
    locate(target, from) {
      if (!URL.canParse(target, from.href)) return undefined
      const located = new URL(target, from)
      if (located.protocol !== base.protocol && located.host === base.host) located.protocol = base.protocol
      return located
    },
  }
}
