import { systemClock } from '@fairlead/core'
import { registryProviderContract } from '../contract.ts'
import { createLoopbackFetch } from '../testing/loopback-fetch.ts'
import { createWorld } from '../testing/world.ts'
import { createGithubProviders } from './provider.ts'
import { tokenChecksum } from './token-format.ts'

const random = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5'
const account = { username: 'acme', password: `ghp_${random}${tokenChecksum(random)}` }

for (const kind of ['GITHUB_CR', 'GITHUB_ENTERPRISE_CR'] as const) {
  registryProviderContract({
    name: kind,
    create: ({ url, ...options }) =>
      createGithubProviders({ ...options, compatibleHosts: [{ registry: url, api: `${url}/api/v3` }] })[kind],
    account,
    image: 'acme/app:1.0',
    working: async () => {
      const world = await createWorld()
      const { url } = world.twin
      const { fetch, seen, close } = createLoopbackFetch()
      const compatibleHosts = [{ registry: url, api: `${url}/api/v3` }]
      const provider = createGithubProviders({ fetch, clock: systemClock, compatibleHosts })[kind]
      const config = { username: 'acme', password: await world.token() }
      return {
        provider,
        connection: { kind, ...provider.parse({ url, config }) },
        image: 'acme/app:1.0',
        seen,
        close: async () => {
          await close()
          await world.close()
        },
      }
    },
  })
}
