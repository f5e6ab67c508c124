import { systemClock } from '@fairlead/core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createEcrProvider } from '../ecr/provider.ts'
import { USER_KEYS } from './testing/aws-accounts.ts'
import { type AwsWorld, ECR_URL, startAws } from './testing/aws-world.ts'

let aws: AwsWorld
beforeAll(async () => {
  aws = await startAws()
})
beforeEach(() => aws.reset())
afterAll(() => aws.close())

const config = { access_key_id: USER_KEYS.accessKeyId, secret_access_key: USER_KEYS.secretAccessKey }

async function askedHosts(url: string): Promise<readonly string[]> {
  const provider = createEcrProvider({ fetch: aws.fetch, clock: systemClock, environment: {} })
  const connection = { kind: provider.kind, ...provider.parse({ url, config }) }
  const before = aws.seen.length
  await provider.credential(connection, new AbortController().signal)
  return aws.seen.slice(before).map((request) => new URL(request.url).origin)
}

test.each([
  ['111122223333.dkr.ecr.eu-west-1.amazonaws.com', 'https://api.ecr.eu-west-1.amazonaws.com'],
  ['111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn', 'https://api.ecr.cn-north-1.amazonaws.com.cn'],
  ['111122223333.dkr.ecr-fips.us-east-1.amazonaws.com', 'https://api.ecr-fips.us-east-1.amazonaws.com'],
  ['111122223333.dkr-ecr.eu-west-1.on.aws', 'https://ecr.eu-west-1.api.aws'],
])('a registry at %s has its logins from %s', async (host, api) => {
  expect(await askedHosts(`https://${host}`)).toEqual([api])
})

test('keys go to AWS alone, whatever the environment says of endpoints', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9')
  vi.stubEnv('AWS_ENDPOINT_URL_ECR', 'http://127.0.0.1:9')
  try {
    expect(await askedHosts(ECR_URL)).toEqual(['https://api.ecr.eu-west-1.amazonaws.com'])
  } finally {
    vi.unstubAllEnvs()
  }
})

test('a throttled question is asked once: whoever asked decides about another', async () => {
  aws.state.fault = () => ({ status: 400, code: 'ThrottlingException', message: 'Rate exceeded' })
  await expect(askedHosts(ECR_URL)).rejects.toMatchObject({ code: 'registry.rate_limited' })
  expect(aws.state.actions).toEqual(['ecr:GetAuthorizationToken'])
})
