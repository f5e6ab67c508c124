import { systemClock } from '@fairlead/core'
import { registryProviderContract } from '../contract.ts'
import { mappedFetch } from '../testing/mapped-fetch.ts'
import { createScalewayProvider } from './provider.ts'
import { ACCESS_KEY, KEYS, PROJECT, startScaleway } from './testing/scaleway-server.ts'

registryProviderContract({
  name: 'SCALEWAY_CR',
  create: ({ url, ...options }) =>
    createScalewayProvider({ ...options, fetch: mappedFetch(() => url).fetch }),
  address: 'https://rg.fr-par.scw.cloud',
  account: {
    username: 'nologin',
    region: 'fr-par',
    scaleway_project_id: PROJECT,
    scaleway_access_key: ACCESS_KEY,
    scaleway_secret_key: KEYS.reader,
  },
  secrets: [KEYS.reader],
  faulty: {
    config: (secret) => ({
      region: 'mars',
      scaleway_project_id: 'acme',
      scaleway_access_key: 5,
      scaleway_secret_key: { [secret]: secret },
    }),
    fields: [
      'config.region',
      'config.scaleway_access_key',
      'config.scaleway_project_id',
      'config.scaleway_secret_key',
      'url',
    ],
  },
  image: 'acme/app:1.0',
  working: async () => {
    const server = await startScaleway()
    const provider = createScalewayProvider({ fetch: server.fetch, clock: systemClock })
    const config = {
      region: 'fr-par',
      scaleway_project_id: PROJECT,
      scaleway_access_key: ACCESS_KEY,
      scaleway_secret_key: KEYS.reader,
    }
    return {
      provider,
      connection: { kind: provider.kind, ...provider.parse({ config }) },
      image: 'acme/app:1.0',
      seen: server.seen,
      close: () => server.close(),
    }
  },
})
