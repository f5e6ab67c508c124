import { systemClock } from '@fairlead/core'
import { registryProviderContract } from '../contract.ts'
import { mappedFetch } from '../testing/mapped-fetch.ts'
import { createGitlabProvider } from './provider.ts'
import { SECRETS, startGitlab } from './testing/gitlab-server.ts'

for (const [name, password, username] of [
  ['GITLAB_CR with an access token', SECRETS.reader, 'ada'],
  ['GITLAB_CR with a deploy token', SECRETS.deploy, 'gitlab+deploy-token-1'],
  ['GITLAB_CR with a password', SECRETS.password, 'ada'],
] as const) {
  registryProviderContract({
    name,
    create: ({ url, ...options }) =>
      createGitlabProvider({ ...options, fetch: mappedFetch(() => url).fetch }),
    address: 'https://registry.gitlab.com',
    account: { username: 'ada', password },
    image: 'acme/shop:1.0',
    working: async () => {
      const server = await startGitlab({
        registry: 'https://registry.gitlab.com',
        gitlab: 'https://gitlab.com',
      })
      const provider = createGitlabProvider({ fetch: server.fetch, clock: systemClock })
      return {
        provider,
        connection: { kind: provider.kind, ...provider.parse({ config: { username, password } }) },
        image: 'acme/shop/api:1.0',
        seen: server.seen,
        close: () => server.close(),
      }
    },
  })
}
