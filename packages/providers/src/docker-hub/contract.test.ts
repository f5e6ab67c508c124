import { systemClock } from '@fairlead/core'
import { registryProviderContract } from '../contract.ts'
import { mappedFetch } from '../testing/mapped-fetch.ts'
import { createDockerHubProvider } from './provider.ts'
import { startDockerHub } from './testing/docker-hub-server.ts'

registryProviderContract({
  name: 'DOCKER_HUB',
  create: ({ url, ...options }) =>
    createDockerHubProvider({ ...options, fetch: mappedFetch(() => url).fetch }),
  address: 'docker.io',
  account: { username: 'acme', password: 'dckr_pat_aBcDeFgHiJkLmNoPqRsTuVwXyZ0' },
  image: 'acme/app:1.0',
  working: async () => {
    const server = await startDockerHub()
    const provider = createDockerHubProvider({ fetch: server.fetch, clock: systemClock })
    return {
      provider,
      connection: {
        kind: provider.kind,
        ...provider.parse({ config: { username: 'acme', password: 'dckr_pat_read' } }),
      },
      image: 'acme/app:1.0',
      seen: server.seen,
      close: () => server.close(),
    }
  },
})
