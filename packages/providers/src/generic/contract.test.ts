import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@fairlead/core'
import { startTwin } from '@fairlead/ghcr'
import { registryProviderContract } from '../contract.ts'
import { AMD64, forPlatforms, pushImage } from '../testing/images.ts'
import { createLoopbackFetch } from '../testing/loopback-fetch.ts'
import { createGenericProvider } from './provider.ts'

registryProviderContract({
  name: 'GENERIC_CR',
  create: ({ fetch, clock, limitMs }) => createGenericProvider({ fetch, clock, limitMs }),
  account: { username: 'robot$Name', password: 'correct horse battery staple' },
  image: 'acme/app:1.0',
  working: async () => {
    const data = await mkdtemp(join(tmpdir(), 'fairlead-generic-'))
    const twin = await startTwin({ mode: 'open', data })
    const { fetch, seen, close } = createLoopbackFetch()
    const images = forPlatforms('1.0', AMD64)
    await pushImage({ url: twin.url, fetch, repository: 'acme/app', tag: '1.0', images })
    const provider = createGenericProvider({ fetch, clock: systemClock })
    return {
      provider,
      connection: { kind: provider.kind, ...provider.parse({ url: twin.url, config: {} }) },
      image: 'acme/app:1.0',
      seen,
      close: async () => {
        await close()
        await twin.close()
        await rm(data, { recursive: true, force: true })
      },
    }
  },
})
