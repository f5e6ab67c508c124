import { systemClock } from '@fairlead/core'
import { USER_KEYS } from '../aws/testing/aws-accounts.ts'
import { startAws } from '../aws/testing/aws-world.ts'
import { registryProviderContract } from '../contract.ts'
import { mappedFetch } from '../testing/mapped-fetch.ts'
import { answerJson } from '../testing/scripted-server.ts'
import { createPublicEcrProvider } from './provider.ts'

const PASSWORD = 'login-of-12-hours'

registryProviderContract({
  name: 'PUBLIC_ECR',
  create: ({ clock, limitMs, url }) => {
    const { fetch } = mappedFetch((origin) =>
      origin.endsWith('.amazonaws.com') || origin === 'https://public.ecr.aws' ? url : undefined,
    )
    return createPublicEcrProvider({ fetch, clock, limitMs, environment: {} })
  },
  address: 'public.ecr.aws',
  account: {
    access_key_id: USER_KEYS.accessKeyId,
    secret_access_key: USER_KEYS.secretAccessKey,
  },
  secrets: [USER_KEYS.secretAccessKey],
  exchange: {
    script: (_request, response) => {
      const authorizationToken = Buffer.from(`AWS:${PASSWORD}`).toString('base64')
      answerJson(response, 200, {
        authorizationData: { authorizationToken, expiresAt: Date.now() / 1000 + 43_200 },
      })
    },
    credential: { username: 'AWS', password: PASSWORD },
  },
  faulty: {
    config: (secret) => ({ access_key_id: 5, secret_access_key: { [secret]: secret } }),
    fields: ['config.access_key_id', 'config.secret_access_key', 'url'],
  },
  image: 'team/app:1.0',
  working: async () => {
    const aws = await startAws()
    const provider = createPublicEcrProvider({ fetch: aws.fetch, clock: systemClock, environment: {} })
    const { accessKeyId, secretAccessKey } = USER_KEYS
    const config = { access_key_id: accessKeyId, secret_access_key: secretAccessKey }
    return {
      provider,
      connection: { kind: provider.kind, ...provider.parse({ config }) },
      image: 'team/app:1.0',
      seen: aws.seen,
      close: () => aws.close(),
    }
  },
})
