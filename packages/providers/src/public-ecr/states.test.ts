import { type FindingCode, systemClock, type VerifyRequest } from '@fairlead/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { noPolicy, USER, USER_KEYS } from '../aws/testing/aws-accounts.ts'
import { type AwsWorld, startAws } from '../aws/testing/aws-world.ts'
import { createPublicEcrProvider } from './provider.ts'

let aws: AwsWorld
beforeAll(async () => {
  aws = await startAws()
})
beforeEach(() => aws.reset())
afterAll(() => aws.close())

const KEYS = { access_key_id: USER_KEYS.accessKeyId, secret_access_key: USER_KEYS.secretAccessKey }
const { signal } = new AbortController()
const create = () => createPublicEcrProvider({ fetch: aws.fetch, clock: systemClock, environment: {} })

async function verify(
  config: Record<string, string> = {},
  request: VerifyRequest = { image: 'team/app:1.0' },
) {
  const provider = create()
  const connection = { kind: provider.kind, ...provider.parse({ config }) }
  const verification = await provider.verify(connection, request, signal)
  const codes: FindingCode[] = verification.findings.map(({ code }) => code)
  return { ...verification, codes }
}

describe('without a login', () => {
  test('an image is proved to be pulled, and nothing is asked of the API', async () => {
    const { codes, capabilities, credential, grounds } = await verify()
    expect(codes).toEqual([])
    expect(capabilities).toMatchObject({ list: 'no', pull: 'yes', push: 'unknown' })
    expect(credential).toEqual({ type: 'anonymous' })
    expect(grounds.list).toMatch(/name an image/)
    expect(aws.state.actions).toEqual([])
  })

  test('the whole host name may stand before the image', async () => {
    expect((await verify({}, { image: 'public.ecr.aws/team/app:1.0' })).codes).toEqual([])
  })

  test.each<[string, string, RegExp]>([
    ['images a second', 'Rate exceeded', /in a second without a login, one image/],
    ['bytes a month', 'Data limit exceeded', /in a month without a login, 500 GB/],
  ])('the limit of %s is told with the way to a higher one', async (_what, message, summary) => {
    aws.limit = message
    const { codes, findings } = await verify()
    expect(codes).toEqual(['registry.rate_limited'])
    expect(findings[0]?.summary).toMatch(summary)
    expect(findings[0]?.remedy?.action).toMatch(/access key or a role/)
  })

  test('an absent repository and an absent tag are told apart', async () => {
    expect((await verify({}, { image: 'team/other:1.0' })).codes).toEqual(['package.not_found'])
    expect((await verify({}, { image: 'team/app:9.9' })).codes).toEqual(['tag.not_found'])
  })

  test('a push is refused, as one finding', async () => {
    const { codes, capabilities } = await verify({}, { image: 'team/app:1.0', push: true })
    expect(codes).toEqual(['push.denied'])
    expect(capabilities).toMatchObject({ pull: 'yes', push: 'no' })
  })

  test('there is no list and no credential', async () => {
    const provider = create()
    const connection = { kind: provider.kind, ...provider.parse({ config: {} }) }
    await expect(provider.credential(connection, signal)).resolves.toBeUndefined()
    const images = provider.images?.(connection, '', signal)
    await expect(images?.[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'operation.unsupported',
    })
  })
})

describe('with an access key', () => {
  test('the login, the own repositories, a pull and a push are proved', async () => {
    const { codes, capabilities, credential } = await verify(KEYS, { push: true })
    expect(codes).toEqual([])
    expect(capabilities).toMatchObject({ list: 'yes', pull: 'yes', push: 'yes' })
    expect(credential).toMatchObject({ type: 'aws-keys', login: USER })
    expect(
      aws.seen.some(({ url }) => url.startsWith('https://api.ecr-public.us-east-1.amazonaws.com/')),
    ).toBe(true)
  })

  test.each(['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'])(
    'the lack of %s is told with both permissions that a login takes',
    async (lacking) => {
      aws.accounts.policy = (_principal, action) =>
        action === lacking ? noPolicy('identity-based', action) : undefined
      const { codes, findings } = await verify(KEYS)
      expect(codes).toEqual(['scope.missing'])
      expect(findings[0]?.summary).toContain(`lacks the permission ${lacking}.`)
      expect(findings[0]?.remedy?.action).toContain(
        '["ecr-public:GetAuthorizationToken","sts:GetServiceBearerToken"]',
      )
    },
  )

  test('a push that no policy allows is told with the permissions that it takes', async () => {
    aws.accounts.policy = (_principal, action) =>
      action === 'ecr-public:InitiateLayerUpload' ? noPolicy('identity-based', action) : undefined
    const { codes, findings } = await verify(KEYS, { image: 'team/app:1.0', push: true })
    expect(codes).toEqual(['push.denied'])
    expect(findings[0]?.remedy?.action).toContain('ecr-public:PutImage')
  })

  test('a limit is that of an account', async () => {
    aws.limit = 'Rate exceeded'
    const { codes, findings } = await verify(KEYS)
    expect(codes).toEqual(['registry.rate_limited'])
    expect(findings[0]?.summary).toMatch(/what an account may pull/)
  })

  test('its own images are listed as they are pulled', async () => {
    const provider = create()
    const connection = { kind: provider.kind, ...provider.parse({ config: KEYS }) }
    const found: unknown[] = []
    for await (const image of provider.images?.(connection, 'web', signal) ?? []) found.push(image)
    expect(found).toEqual([{ repository: 'team/web', visibility: 'public' }])
  })
})

test('has one address', () => {
  const provider = create()
  expect(provider.recognizes('public.ecr.aws')).toBe(true)
  expect(provider.recognizes('public.ecr.aws.example.com')).toBe(false)
  expect(() => provider.parse({ url: 'https://example.com', config: {} })).toThrow(/only address/)
})
