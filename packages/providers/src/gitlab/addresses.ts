import { isIP } from 'node:net'

export const GITLAB_REGISTRY = 'https://registry.gitlab.com'
const GITLAB_COM = 'https://gitlab.com'

// Where every GitLab makes the tokens of its registry.
// https://docs.gitlab.com/administration/packages/container_registry/ (auth token realm)
const TOKEN_PATH = '/jwt/auth'

/** Address of the GitLab that a token realm belongs to, with its relative URL root; undefined when it is no GitLab's. */
export function gitlabOf(realm: string | undefined): string | undefined {
  const url = URL.parse(realm ?? '')
  if (!url?.pathname.endsWith(TOKEN_PATH)) return undefined
  return `${url.origin}${url.pathname.slice(0, -TOKEN_PATH.length)}`
}

/** The GitLab of a registry whose address tells it. */
export const knownGitlab = (registry: string): string | undefined =>
  registry === GITLAB_REGISTRY ? GITLAB_COM : undefined

/** `co.uk`, `com.au`: domains under which anybody has one. A list of all is not needed: see `trustsRealm`. */
const isShared = (domain: string): boolean =>
  /^(?:(?:ac|co|com|edu|gob|gouv|go|gov|ltd|me|mil|ne|net|nom|or|org|plc)\.[a-z]{2}|[^.]+)$/.test(domain)

const parent = (host: string): string => host.slice(host.indexOf('.') + 1)

function isSameSite(registry: string, gitlab: string): boolean {
  if (registry === gitlab) return true
  if (isIP(registry) !== 0 || isIP(gitlab) !== 0 || !registry.includes('.') || !gitlab.includes('.'))
    return false
  if (parent(gitlab) === registry) return true
  const site = parent(registry)
  return !isShared(site) && (gitlab === site || parent(gitlab) === site)
}

/**
 * Whether a registry's token realm is that of the GitLab it belongs to, so that it may see the credential: the one that
 * the connection names, or one on the same site as GitLab's documentation sets them up: the same host with another port
 * (`gitlab.example.com:5050`), the domain above or below it (`registry.gitlab.example.com`), or one beside it
 * (`registry.example.com`). Any registry could ask for the password itself, so this keeps a credential from strangers, not
 * from whoever runs the registry. https is never left for http: the client itself sees to that.
 */
export function trustsRealm(registry: string, tokenRealm: string | undefined): (realm: URL) => boolean {
  const { hostname } = new URL(registry)
  return (realm) =>
    `${realm.origin}${realm.pathname}` === tokenRealm ||
    (gitlabOf(realm.href) !== undefined && isSameSite(hostname, realm.hostname))
}

/** Pages of one GitLab on which a person does what a remedy asks for. */
export const gitlabLinks = (gitlab: string) => ({
  /** Makes a token with the scopes ticked. https://docs.gitlab.com/user/profile/personal_access_tokens/ */
  newToken: (scopes: readonly string[]) =>
    `${gitlab}/-/user_settings/personal_access_tokens?name=Fairlead&scopes=${scopes.join(',')}`,
  project: (path: string) => `${gitlab}/${path}`,
  deployTokens: (path: string) => `${gitlab}/${path}/-/settings/repository`,
  features: (path: string) => `${gitlab}/${path}/edit`,
})

export type GitlabLinks = ReturnType<typeof gitlabLinks>
