import type { Finding, StoredCredential } from '@fairlead/server/doctor'
import type { DockerConfig, DockerLogin } from './docker-config.ts'

/** What Docker would send to a host, and what is to be said of it. */
export interface DockerCredentials {
  readonly credentials: readonly (Omit<StoredCredential, 'password'> & { readonly password: string })[]
  /** Sentences about what is there and not used here. */
  readonly notes: readonly string[]
  /** The host has an entry with nothing in it, and no program keeps its credential. */
  readonly emptyEntry: Finding | undefined
}

const HUB = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'])
const sameHost = (a: string, b: string): boolean => a === b || (HUB.has(a) && HUB.has(b))

const isEmpty = ({ username, password, identityToken }: DockerLogin): boolean =>
  !username && !password && !identityToken

/** The entries of Docker's configuration for an image's host. */
export function credentialsFor(
  { path, logins, helpers, fault }: DockerConfig,
  host: string,
): DockerCredentials {
  const ofHost = logins.filter((login) => sameHost(login.host, host))
  const keeper = [...helpers].find(
    ([named]) => named !== '' && sameHost(named.replace(/^https?:\/\//, '').replace(/\/.*$/, ''), host),
  )
  // Docker keeps an empty entry as a mark where its store has the credential.
  const helper =
    keeper?.[1] ??
    (ofHost.length > 0 && !ofHost.some(({ password }) => password) ? helpers.get('') : undefined)
  const usable = ofHost.filter(({ password }) => password !== undefined)
  const empty = helper === undefined && ofHost.some(isEmpty)
  return {
    credentials: usable.map(({ username, password = '', prefix }, place) => ({
      id: `docker-${place}`,
      name: username ? `Docker's login ${username}` : "Docker's login",
      source: 'docker',
      username,
      password,
      repositoryPrefix: prefix,
    })),
    notes: [
      ...(fault ? [`${path} ${fault}: what Docker has stored is not known.`] : []),
      ...(helper
        ? [
            `Docker keeps the credential of ${host} in docker-credential-${helper}, which is not asked here. To try it: echo ${HUB.has(host) ? 'https://index.docker.io/v1/' : host} | docker-credential-${helper} get, and pipe its Secret in with --token-stdin --username.`,
          ]
        : []),
      ...(ofHost.some(({ identityToken, password }) => identityToken && !password)
        ? [`Docker has an identity token for ${host}, which only Docker can use: it is not tried here.`]
        : []),
    ],
    emptyEntry: empty
      ? {
          code: 'credential.empty',
          severity: 'warning',
          summary: `Docker's configuration has an entry for ${host} with nothing in it, which some tools send as a user without a name.`,
          evidence: [{ asked: `auths of ${path}`, answered: `"${host}": {}` }],
          remedy: { action: `Take the entry away: \`docker logout ${host}\`.` },
        }
      : undefined,
  }
}
