import type { Endpoint } from './endpoint.ts'

// Registries whose tokens come from another host of the same operator: of the vendor's API, whose documentation says
// that it takes the same credential, or of the vendor's login.
// https://distribution.github.io/distribution/spec/auth/token/ and https://docs.gitlab.com/administration/packages/container_registry/
// https://docs.digitalocean.com/reference/api/ and https://www.scaleway.com/en/developers/api/registry/
const VOUCHED: readonly (readonly [registry: RegExp, realm: string])[] = [
  [/^https:\/\/registry-1\.docker\.io$/, 'https://auth.docker.io'],
  [/^https:\/\/registry\.gitlab\.com$/, 'https://gitlab.com'],
  [/^https:\/\/registry\.digitalocean\.com$/, 'https://api.digitalocean.com'],
  [/^https:\/\/rg\.[a-z]{2}-[a-z]{3}\.scw\.cloud$/, 'https://api.scaleway.com'],
]

const isVouched = (realm: URL, registry: string): boolean =>
  VOUCHED.some(([host, origin]) => realm.origin === origin && host.test(registry))

/**
 * Whether tokens may be asked for at a realm, which is where the credential goes. The realm is whatever the registry
 * says: on another host it is followed only if someone vouches for it, and never from https to http.
 */
export function isTrustedRealm(
  realm: URL,
  registry: Pick<Endpoint, 'origin'>,
  trustRealm: (realm: URL) => boolean,
): boolean {
  if (realm.protocol !== 'https:' && realm.protocol !== 'http:') return false
  if (realm.username !== '' || realm.password !== '') return false
  if (realm.origin === registry.origin) return true
  if (realm.protocol === 'http:' && registry.origin.startsWith('https:')) return false
  return isVouched(realm, registry.origin) || trustRealm(realm)
}
