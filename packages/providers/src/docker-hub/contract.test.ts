import { registryProviderContract } from '../contract.ts'
import { mappedFetch } from '../testing/mapped-fetch.ts'
import { createDockerHubProvider } from './provider.ts'

registryProviderContract({
  name: 'DOCKER_HUB',
  create: ({ url, ...options }) =>
    createDockerHubProvider({ ...options, fetch: mappedFetch(() => url).fetch }),
  address: 'docker.io',
  account: { username: 'acme', password: 'dckr_pat_aBcDeFgHiJkLmNoPqRsTuVwXyZ0' },
  image: 'acme/app:1.0',
})
