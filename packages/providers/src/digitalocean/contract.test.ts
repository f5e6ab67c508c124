import { systemClock } from '@fairlead/core'
import { registryProviderContract } from '../contract.ts'
import { mappedFetch } from '../testing/mapped-fetch.ts'
import { createDocrProvider } from './provider.ts'
import { startDocr, TOKENS } from './testing/docr-server.ts'

registryProviderContract({
  name: 'DOCR',
  create: ({ url, ...options }) => createDocrProvider({ ...options, fetch: mappedFetch(() => url).fetch }),
  address: 'https://registry.digitalocean.com',
  // As DigitalOcean has it: the token for both.
  account: { username: TOKENS.reader, password: TOKENS.reader },
  image: 'acme/app:1.0',
  working: async () => {
    const server = await startDocr()
    const provider = createDocrProvider({ fetch: server.fetch, clock: systemClock })
    return {
      provider,
      connection: { kind: provider.kind, ...provider.parse({ config: { password: TOKENS.reader } }) },
      image: 'acme/app:1.0',
      seen: server.seen,
      close: () => server.close(),
    }
  },
})
