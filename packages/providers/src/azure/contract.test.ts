import { registryProviderContract } from '../contract.ts'
import { mappedFetch } from '../testing/mapped-fetch.ts'
import { answerJson } from '../testing/scripted-server.ts'
import { createAzureProvider } from './provider.ts'
import { createAzureWorld, PRINCIPAL } from './testing/azure-world.ts'

const SECRET = 'abc8Q~contract-client-secret-0123456789'
const REFRESH_USER = '00000000-0000-0000-0000-000000000000'

const working = (config: Record<string, unknown>) => async () => {
  const world = await createAzureWorld()
  return {
    provider: world.provider,
    connection: world.connection(config),
    image: 'app:1.0',
    seen: world.cloud.seen,
    close: () => world.close(),
  }
}

registryProviderContract({
  name: 'AZURE_CR with a service principal',
  create: ({ url, clock, limitMs }) =>
    createAzureProvider({ fetch: mappedFetch(() => url).fetch, clock, limitMs }),
  address: 'https://contoso.azurecr.io',
  account: {
    azure_tenant_id: '409520d4-8100-4d1d-ad47-72432ddcc120',
    username: '11111111-aaaa-4bbb-8ccc-222222222222',
    password: SECRET,
  },
  exchange: {
    script: (request, response) =>
      answerJson(
        response,
        200,
        request.url === '/oauth2/exchange' ? { refresh_token: 'r.e.f' } : { access_token: 'aad' },
      ),
    credential: { username: REFRESH_USER, password: 'r.e.f' },
  },
  faulty: {
    config: (secret) => ({
      azure_tenant_id: 'not a tenant',
      azure_subscription_id: 'x',
      username: 5,
      password: { [secret]: secret },
    }),
    fields: [
      'config.azure_subscription_id',
      'config.azure_tenant_id',
      'config.password',
      'config.username',
      'url',
    ],
  },
  image: 'app:1.0',
  working: working(PRINCIPAL),
})

registryProviderContract({
  name: 'AZURE_CR with a user of the registry',
  create: ({ url, clock, limitMs }) =>
    createAzureProvider({ fetch: mappedFetch(() => url).fetch, clock, limitMs }),
  address: 'https://contoso.azurecr.io',
  account: { username: 'ci-pull', password: SECRET },
  image: 'app:1.0',
  working: working({ username: 'ci-pull', password: 'token-password-0123456789' }),
})
