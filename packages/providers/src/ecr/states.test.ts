import type { FindingCode, VerifyRequest } from '@fairlead/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, noPolicy, USER, USER_KEYS } from '../aws/testing/aws-accounts.ts'
import { type AwsWorld, startAws } from '../aws/testing/aws-world.ts'
import { type Config, type EcrSubject, ecrSubject, KEYS } from './testing/verify-ecr.ts'

let aws: AwsWorld
let subject: EcrSubject
beforeAll(async () => {
  aws = await startAws()
  subject = ecrSubject(aws)
})
beforeEach(() => aws.reset())
afterAll(() => aws.close())

describe('an access key', () => {
  test('is proved to pull and to push, and known by whose it is', async () => {
    const verified = await subject.verify(KEYS, { image: 'team/app:1.0', push: true })
    const { codes, capabilities, credential, checks, grounds } = verified
    expect(codes).toEqual([])
    expect(capabilities).toEqual({ list: 'yes', pull: 'yes', push: 'yes', delete: 'unknown', webhook: 'no' })
    expect(credential).toMatchObject({ type: 'aws-keys', login: USER, expiresAt: null })
    expect(credential.scopesNeeded).toContain('ecr:GetAuthorizationToken')
    expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'aws.login passed',
      'registry.reachable passed',
      'credential.accepted passed',
      'registry.list passed',
      'registry.pull passed',
      'registry.push passed',
    ])
    expect(grounds.webhook).toMatch(/EventBridge/)
    expect(grounds.delete).toMatch(/ecr:BatchDeleteImage/)
  })

  test('is proved with an image of the list where none is named, with one question for the login', async () => {
    const { codes, checks } = await subject.verify(KEYS, {})
    expect(codes).toEqual([])
    expect(checks.find(({ id }) => id === 'registry.pull')?.detail).toMatch(
      /^team\/app was pulled for linux\/amd64/,
    )
    expect(aws.state.actions.filter((action) => action === 'ecr:GetAuthorizationToken')).toHaveLength(1)
  })

  test('gives its login to the registry and to nobody else', async () => {
    const before = aws.seen.length
    await subject.verify()
    const hosts = aws.seen
      .slice(before)
      .flatMap(({ url, authorized }) => (authorized ? [new URL(url).host] : []))
    expect(new Set(hosts)).toEqual(
      new Set([
        'api.ecr.eu-west-1.amazonaws.com',
        'sts.eu-west-1.amazonaws.com',
        '111122223333.dkr.ecr.eu-west-1.amazonaws.com',
      ]),
    )
    expect(aws.seen.some(({ url }) => url.includes('starport-layer-bucket.s3.'))).toBe(true)
  })
})

interface State {
  readonly state: string
  readonly given?: () => void
  readonly config?: Config
  readonly request?: VerifyRequest
  readonly url?: string
  readonly codes: readonly FindingCode[]
  readonly summary: RegExp
  readonly remedy: RegExp
}

const FOREIGN = 'https://444455556666.dkr.ecr.eu-west-1.amazonaws.com'
const OPT_IN = `https://${ACCOUNT}.dkr.ecr.eu-south-1.amazonaws.com`
const PUSH = { image: 'team/app:1.0', push: true }

const denying = (action: string, why: string) => () => {
  aws.accounts.policy = (_principal, asked) => (asked === action ? why : undefined)
}
const failing = (action: string, status: number, code: string, message: string) => () => {
  aws.state.fault = (asked) => (asked === action ? { status, code, message } : undefined)
}

const STATES: readonly State[] = [
  {
    state: 'a key that AWS does not know',
    config: { ...KEYS, access_key_id: 'AKIAI44QH8DHBEXAMPLE' },
    codes: ['token.refused'],
    summary: /^The access key AKIAI44QH8DHBEXAMPLE is not known to AWS/,
    remedy: /active again or make a new one in IAM/,
  },
  {
    state: 'a secret of another key, which AWS finds by the signature',
    config: { ...KEYS, secret_access_key: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY' },
    codes: ['token.refused'],
    summary: /is known to AWS, but the secret access key does not belong to it\.$/,
    remedy: /Enter the secret that was shown with this key/,
  },
  {
    state: 'keys of a session that has ended',
    given: failing(
      'ecr:GetAuthorizationToken',
      400,
      'ExpiredTokenException',
      'The security token included in the request is expired',
    ),
    codes: ['token.expired'],
    summary: /was good and has ended/,
    remedy: /IAM user, which does not end by itself/,
  },
  {
    state: 'a good key without the right to a login',
    given: denying('ecr:GetAuthorizationToken', noPolicy('identity-based', 'ecr:GetAuthorizationToken')),
    codes: ['scope.missing'],
    summary: /may not log in to Amazon ECR: it lacks the permission ecr:GetAuthorizationToken\.$/,
    remedy:
      /^Add this statement to a policy of arn:aws:iam::111122223333:user\/ci: \{"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"\*"\}$/,
  },
  {
    state: 'a login that a service control policy denies',
    given: denying('ecr:GetAuthorizationToken', 'with an explicit deny in a service control policy'),
    codes: ['scope.missing'],
    summary: /lacks the permission/,
    remedy: /^Take the Deny out of the service control policy that names ecr:GetAuthorizationToken/,
  },
  {
    state: 'a login that a permissions boundary leaves out',
    given: denying(
      'ecr:GetAuthorizationToken',
      'because no permissions boundary allows the ecr:GetAuthorizationToken action',
    ),
    codes: ['scope.missing'],
    summary: /lacks the permission/,
    remedy: /^Allow ecr:GetAuthorizationToken in the permissions boundary that holds for/,
  },
  {
    state: 'a region that the account has not enabled',
    given: () => aws.accounts.regionsOff.add('eu-south-1'),
    url: OPT_IN,
    codes: ['region.unavailable'],
    summary: /may not use the region eu-south-1/,
    remedy: /^Enable eu-south-1/,
  },
  {
    state: 'an unknown key in a region that accounts have to enable',
    config: { ...KEYS, access_key_id: 'AKIAI44QH8DHBEXAMPLE' },
    url: OPT_IN,
    codes: ['token.refused'],
    summary: /is not known to AWS/,
    remedy: /make a new one in IAM/,
  },
  {
    state: 'an account that asks too often',
    given: failing('ecr:GetAuthorizationToken', 400, 'ThrottlingException', 'Rate exceeded'),
    codes: ['api.rate_limited'],
    summary: /answers no more requests/,
    remedy: /Wait a minute/,
  },
  {
    state: 'an API that fails',
    given: failing('ecr:GetAuthorizationToken', 500, 'ServerException', 'Internal'),
    codes: ['api.bad_answer'],
    summary: /does not answer as the AWS API does/,
    remedy: /Health Dashboard/,
  },
  {
    state: 'a login page in the place of the API',
    given: () => {
      aws.state.fault = () => 'page'
    },
    codes: ['api.bad_answer'],
    summary: /^What answers at https:\/\/api\.ecr\.eu-west-1\.amazonaws\.com/,
    remedy: /a proxy, a login page/,
  },
  {
    state: 'a repository that is not there',
    request: { image: 'team/ap:1.0' },
    codes: ['package.not_found'],
    summary: /no repository team\/ap in the account 111122223333 in eu-west-1\. Did you mean team\/app\?$/,
    remedy: /pull through cache rule/,
  },
  {
    state: 'a tag that is not there',
    request: { image: 'team/app:1.1' },
    codes: ['tag.not_found'],
    summary: /has no tag 1\.1\. Did you mean/,
    remedy: /1\.0, 2\.0/,
  },
  {
    state: 'no right to manifests',
    given: denying('ecr:BatchGetImage', noPolicy('identity-based', 'ecr:BatchGetImage')),
    codes: ['pull.denied'],
    summary:
      /^arn:aws:iam::111122223333:user\/ci may log in, but not pull team\/app: no policy allows ecr:BatchGetImage\.$/,
    remedy:
      /"ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"\],"Resource":"arn:aws:ecr:eu-west-1:111122223333:repository\/team\/app"\}.*AWS says the same of a repository that is not there/,
  },
  {
    state: 'manifests, but no layers',
    given: denying('ecr:GetDownloadUrlForLayer', noPolicy('identity-based', 'ecr:GetDownloadUrlForLayer')),
    codes: ['pull.denied'],
    summary: /no policy allows ecr:GetDownloadUrlForLayer/,
    remedy: /ecr:GetDownloadUrlForLayer/,
  },
  {
    state: 'a repository of another account, whose policy lets nobody in',
    url: FOREIGN,
    given: () => {
      aws.accounts.policy = (_principal, action, resource) =>
        resource.includes('444455556666') ? noPolicy('resource-based', action) : undefined
    },
    codes: ['pull.denied'],
    summary: /not pull team\/app of the account 444455556666/,
    remedy:
      /Have the account 444455556666 add this statement to the policy of the repository team\/app: \{"Effect":"Allow","Principal":\{"AWS":"arn:aws:iam::111122223333:user\/ci"\}/,
  },
  {
    state: 'a pull that the policy of the repository denies',
    given: denying('ecr:BatchGetImage', 'with an explicit deny in a resource-based policy'),
    codes: ['pull.denied'],
    summary: /a policy denies ecr:BatchGetImage/,
    remedy: /^Take the Deny out of the resource-based policy/,
  },
  {
    state: 'a pull that the policy of a VPC endpoint leaves out',
    given: denying('ecr:BatchGetImage', noPolicy('VPC endpoint', 'ecr:BatchGetImage')),
    codes: ['pull.denied'],
    summary: /no policy allows/,
    remedy: /in the vpc endpoint policy/i,
  },
  {
    state: 'no right to push',
    given: denying('ecr:InitiateLayerUpload', noPolicy('identity-based', 'ecr:InitiateLayerUpload')),
    request: PUSH,
    codes: ['push.denied'],
    summary: /may log in, but not push team\/app: no policy allows ecr:InitiateLayerUpload/,
    remedy: /"ecr:PutImage"/,
  },
]

describe('what is wrong is told apart, as one finding:', () => {
  test.each(STATES)('$state', async ({ given, config, request, url, codes, summary, remedy }) => {
    given?.()
    const verified = await subject.verify(config, request, url)
    expect(verified.codes).toEqual(codes)
    const [found] = verified.findings
    expect(found?.summary).toMatch(summary)
    expect(found?.remedy?.action).toMatch(remedy)
    expect(found?.evidence.length).toBeGreaterThan(0)
    expect(JSON.stringify(verified)).not.toContain(config?.secret_access_key ?? USER_KEYS.secretAccessKey)
  })
})

describe('a list that is not allowed', () => {
  test('keeps nobody from pulling', async () => {
    denying('ecr:DescribeRepositories', noPolicy('identity-based', 'ecr:DescribeRepositories'))()
    const { codes, capabilities, grounds } = await subject.verify()
    expect(codes).toEqual([])
    expect(capabilities).toMatchObject({ list: 'no', pull: 'yes' })
    expect(grounds.list).toMatch(/it lacks ecr:DescribeRepositories/)
  })
})

describe('what the registry itself says of a login', () => {
  const registryFault = (status: number, code: string, message: string) => {
    aws.beside = (origin, request, response) => {
      if (!origin.includes('.dkr.ecr.') || !request.headers.authorization) return false
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ errors: [{ code, message }] }))
      return true
    }
  }

  test.each<[string, number, string, string, FindingCode]>([
    [
      'has ended',
      403,
      'DENIED',
      'Your authorization token has expired. Reauthenticate and try again.',
      'token.expired',
    ],
    ['is none', 401, 'UNAUTHORIZED', 'Not Authorized', 'token.refused'],
    ['is garbled', 403, 'DENIED', 'Your Authorization Token is invalid.', 'token.refused'],
    ['is asked for too often', 429, 'TOOMANYREQUESTS', 'Rate exceeded', 'registry.rate_limited'],
  ])('that %s', async (_what, status, code, message, expected) => {
    registryFault(status, code, message)
    const { codes } = await subject.verify()
    expect(codes).toEqual([expected])
  })
})

test('a KMS key that is locked is told as what it is', async () => {
  aws.beside = (origin, request, response) => {
    if (!origin.includes('.dkr.ecr.') || !request.url?.includes('/manifests/')) return false
    const message = 'KmsException: the key arn:aws:kms:eu-west-1:111122223333:key/1 is disabled'
    response
      .writeHead(403, { 'content-type': 'application/json' })
      .end(JSON.stringify({ errors: [{ code: 'DENIED', message }] }))
    return true
  }
  const { codes, findings } = await subject.verify()
  expect(codes).toEqual(['pull.denied'])
  expect(findings[0]?.remedy?.action).toMatch(/^Enable the key/)
})
