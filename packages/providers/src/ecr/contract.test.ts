import { USER_KEYS } from '../aws/testing/aws-accounts.ts'
import { ECR_URL, startAws } from '../aws/testing/aws-world.ts'
import { registryProviderContract } from '../contract.ts'
import { mappedFetch } from '../testing/mapped-fetch.ts'
import { answerJson } from '../testing/scripted-server.ts'
import { createEcrProvider } from './provider.ts'
import { ecrSubject } from './testing/verify-ecr.ts'

const PASSWORD = 'login-of-12-hours'

registryProviderContract({
  name: 'ECR',
  create: ({ clock, limitMs, url }) => {
    const { fetch } = mappedFetch((origin) => (origin.endsWith('.amazonaws.com') ? url : undefined))
    return createEcrProvider({ fetch, clock, limitMs, environment: {} })
  },
  address: ECR_URL,
  account: {
    access_key_id: USER_KEYS.accessKeyId,
    secret_access_key: USER_KEYS.secretAccessKey,
  },
  secrets: [USER_KEYS.secretAccessKey],
  exchange: {
    script: (_request, response) => {
      const authorizationToken = Buffer.from(`AWS:${PASSWORD}`).toString('base64')
      answerJson(response, 200, {
        authorizationData: [{ authorizationToken, expiresAt: Date.now() / 1000 + 43_200 }],
      })
    },
    credential: { username: 'AWS', password: PASSWORD },
  },
  faulty: {
    config: (secret) => ({ access_key_id: 5, secret_access_key: { [secret]: secret }, region: ['x'] }),
    fields: ['config.access_key_id', 'config.region', 'config.secret_access_key', 'url'],
  },
  image: 'team/app:1.0',
  working: async () => {
    const aws = await startAws()
    const { provider, connection } = ecrSubject(aws)
    return {
      provider,
      connection: connection(),
      image: 'team/app:1.0',
      seen: aws.seen,
      close: () => aws.close(),
    }
  },
})
