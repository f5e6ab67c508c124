import { registryProviderContract } from '../contract.ts'
import { createGenericProvider } from './provider.ts'

registryProviderContract({
  name: 'GENERIC_CR',
  create: ({ fetch, clock, limitMs }) => createGenericProvider({ fetch, clock, limitMs }),
  account: { username: 'robot$Name', password: 'correct horse battery staple' },
  image: 'acme/app:1.0',
})
