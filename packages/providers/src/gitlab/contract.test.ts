import { registryProviderContract } from '../contract.ts'
import { mappedFetch } from '../testing/mapped-fetch.ts'
import { createGitlabProvider } from './provider.ts'
import { SECRETS } from './testing/gitlab-server.ts'

for (const [name, password] of [
  ['GITLAB_CR with an access token', SECRETS.reader],
  ['GITLAB_CR with a deploy token', SECRETS.deploy],
  ['GITLAB_CR with a password', SECRETS.password],
] as const) {
  registryProviderContract({
    name,
    create: ({ url, ...options }) =>
      createGitlabProvider({ ...options, fetch: mappedFetch(() => url).fetch }),
    address: 'https://registry.gitlab.com',
    account: { username: 'ada', password },
    image: 'acme/shop:1.0',
  })
}
