import type { Endpoint } from './endpoint.ts'

// Registries whose tokens come from another host of the same operator, by their own documentation.
// https://distribution.github.io/distribution/spec/auth/token/ and https://docs.gitlab.com/administration/packages/container_registry/
const VOUCHED: Readonly<Record<string, string>> = {
  'https://registry-1.docker.io': 'https://auth.docker.io',
  'https://registry.gitlab.com': 'https://gitlab.com',
}

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
  return VOUCHED[registry.origin] === realm.origin || trustRealm(realm)
}
