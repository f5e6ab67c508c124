/** What a connection is saved with; the API answers at `registry-1.docker.io`. */
export const DOCKER_HUB = 'https://docker.io'
export const HUB_API = 'https://hub.docker.com'

export const LINKS = {
  personalTokens: 'https://app.docker.com/settings/personal-access-tokens',
  organizationTokens: 'https://docs.docker.com/enterprise/security/access-tokens/',
  account: 'https://app.docker.com/settings',
  limits: 'https://docs.docker.com/docker-hub/usage/pulls/',
  requestLimit: 'https://docs.docker.com/docker-hub/usage/',
} as const

/** Page of a repository. */
export const repositoryPage = (repository: string): string => {
  const [namespace, name] = repository.split('/')
  return namespace === 'library'
    ? `https://hub.docker.com/_/${name}`
    : `https://hub.docker.com/r/${repository}`
}
