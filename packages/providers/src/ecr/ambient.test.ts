import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAppError, systemClock } from '@fairlead/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, type KnownKeys, openSession, ROLE, USER_KEYS } from '../aws/testing/aws-accounts.ts'
import { type AwsWorld, ECR_URL, startAws } from '../aws/testing/aws-world.ts'
import { createEcrProvider } from './provider.ts'
import { ecrSubject, KEYS } from './testing/verify-ecr.ts'

let aws: AwsWorld
let folder: string
beforeAll(async () => {
  aws = await startAws()
  folder = await mkdtemp(join(tmpdir(), 'fairlead-ambient-'))
  await writeFile(join(folder, 'service-account'), 'eyJ-service-account-token\n')
  await writeFile(join(folder, 'pod-identity'), 'pod-identity-token\n')
})
beforeEach(() => aws.reset())
afterAll(async () => {
  await aws.close()
  await rm(folder, { recursive: true, force: true })
})

const AMBIENT = { aws_credentials_type: 'ambient' }
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/fairlead-pull/`

const document = ({ accessKeyId, secretAccessKey, sessionToken, endsAt }: KnownKeys): string =>
  JSON.stringify({
    Code: 'Success',
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: new Date(endsAt ?? 0).toISOString(),
  })

/** Plays the metadata service of a machine, by its second version. */
function playInstance({ role = 'fairlead-pull' }: { readonly role?: string } = {}): {
  readonly asked: string[]
} {
  const asked: string[] = []
  aws.beside = (origin, request, response) => {
    if (origin !== 'http://169.254.169.254') return false
    asked.push(`${request.method} ${request.url}`)
    const roles = '/latest/meta-data/iam/security-credentials/'
    const known = request.headers['x-aws-ec2-metadata-token'] === 'metadata-token'
    if (request.method === 'PUT' && request.headers['x-aws-ec2-metadata-token-ttl-seconds'])
      response.end('metadata-token')
    else if (!known) response.writeHead(401).end()
    else if (request.url === roles && role) response.end(role)
    else if (request.url === `${roles}${role}` && role)
      response.end(document(openSession(aws.accounts, { arn: ROLE, trusts: [] }, 'i-0')))
    else response.writeHead(404).end()
    return true
  }
  return { asked }
}

/** Plays a container's agent, which may want to be shown a token. */
function playAgent(origin: string, path: string, authorization?: string): void {
  aws.beside = (asked, request, response) => {
    if (asked !== origin) return false
    if (request.url !== path || request.headers.authorization !== authorization) response.writeHead(401).end()
    else response.end(document(openSession(aws.accounts, { arn: ROLE, trusts: [] }, 'task')))
    return true
  }
}

describe('the identity of this server', () => {
  test('comes from its environment', async () => {
    const environment = {
      AWS_ACCESS_KEY_ID: USER_KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: USER_KEYS.secretAccessKey,
    }
    const { codes, credential, checks } = await ecrSubject(aws, { environment }).verify(AMBIENT)
    expect(codes).toEqual([])
    expect(credential).toMatchObject({ type: 'aws-ambient', login: USER_KEYS.arn })
    expect(checks[0]?.detail).toMatch(/^The identity of this server, from its environment/)
  })

  test('comes from its service account, by a token that is shown to STS alone', async () => {
    aws.accounts.webTokens.set('eyJ-service-account-token', ROLE)
    const environment = { AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'service-account'), AWS_ROLE_ARN: ROLE }
    const verified = await ecrSubject(aws, { environment }).verify(AMBIENT)
    expect(verified.codes).toEqual([])
    expect(verified.credential.login).toBe(`${SESSION}fairlead`)
    expect(JSON.stringify(verified)).not.toContain('eyJ-service-account-token')
  })

  test('comes from the agent of ECS', async () => {
    playAgent('http://169.254.170.2', '/v2/credentials/1')
    const environment = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/1' }
    const { codes, credential } = await ecrSubject(aws, { environment }).verify(AMBIENT)
    expect(codes).toEqual([])
    expect(credential.login).toBe(`${SESSION}task`)
  })

  test('comes from EKS Pod Identity, by the token of the pod', async () => {
    playAgent('http://169.254.170.23', '/v1/credentials', 'pod-identity-token')
    const environment = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(folder, 'pod-identity'),
    }
    const { codes, checks } = await ecrSubject(aws, { environment }).verify(AMBIENT)
    expect(codes).toEqual([])
    expect(checks[0]?.detail).toMatch(/EKS Pod Identity/)
  })

  test('comes from its machine, by the second version of its metadata alone', async () => {
    const { asked } = playInstance()
    const { codes, credential } = await ecrSubject(aws, { environment: {} }).verify(AMBIENT)
    expect(codes).toEqual([])
    expect(credential.login).toBe(`${SESSION}i-0`)
    expect(asked).toEqual([
      'PUT /latest/api/token',
      'GET /latest/meta-data/iam/security-credentials/',
      'GET /latest/meta-data/iam/security-credentials/fairlead-pull',
    ])
  })

  test('assumes a role where the connection names one', async () => {
    aws.accounts.roles.push({ arn: `${ROLE}-2`, trusts: [`${SESSION}i-0`] })
    playInstance()
    const { codes, credential } = await ecrSubject(aws, { environment: {} }).verify({ role_arn: `${ROLE}-2` })
    expect(codes).toEqual([])
    expect(credential.type).toBe('aws-role')
    expect(credential.login).toContain('assumed-role/fairlead-pull-2/fairlead')
  })
})

describe('a server without an identity', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['whose metadata is switched off', { AWS_EC2_METADATA_DISABLED: 'true' }, /AWS_EC2_METADATA_DISABLED/],
    ['whose machine has no role', {}, /security-credentials/],
    [
      'whose token file is not there',
      { AWS_WEB_IDENTITY_TOKEN_FILE: '/nonexistent/token', AWS_ROLE_ARN: ROLE },
      /AWS_WEB_IDENTITY_TOKEN_FILE/,
    ],
    [
      'whose variable leads to another host without TLS',
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://collector.example.com/' },
      /AWS_CONTAINER_CREDENTIALS_FULL_URI/,
    ],
  ])('%s is told where it was looked for', async (_what, environment, evidence) => {
    playInstance({ role: '' })
    const { codes, findings } = await ecrSubject(aws, { environment }).verify(AMBIENT)
    expect(codes).toEqual(['ambient.unavailable'])
    expect(findings[0]?.evidence[0]?.asked).toMatch(evidence)
  })

  test('whose role does not trust its service account is told as that, without the token', async () => {
    const environment = { AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'service-account'), AWS_ROLE_ARN: ROLE }
    const verified = await ecrSubject(aws, { environment }).verify(AMBIENT)
    expect(verified.codes).toEqual(['federation.refused'])
    expect(JSON.stringify(verified)).not.toContain('eyJ-service-account-token')
  })
})

describe('an operator who does not lend the identity', () => {
  const { provider } = (() => {
    const fetch: typeof globalThis.fetch = async () => {
      throw new Error('Nothing may be asked.')
    }
    return {
      provider: createEcrProvider({ fetch, clock: systemClock, environment: { AWS_ACCESS_KEY_ID: 'x' } }),
    }
  })()

  test.each([
    ['as it is', AMBIENT, 'config.aws_credentials_type'],
    ['for a role', { role_arn: ROLE }, 'config.role_arn'],
  ])('has connections that would use it %s refused', (_what, config, field) => {
    try {
      provider.parse({ url: ECR_URL, config })
      expect.unreachable()
    } catch (error) {
      if (!isAppError(error, 'request.invalid')) throw error
      expect(error.issues.map((issue) => issue.field)).toEqual([field])
      expect(error.issues[0]?.remedy).toMatch(/FAIRLEAD_AMBIENT_IDENTITIES=allow/)
    }
  })

  test('has those that were saved before told so, and nothing is asked of AWS for them', async () => {
    const connection = { kind: 'ECR', url: ECR_URL, config: { role_arn: ROLE }, secrets: {} } as const
    const { signal } = new AbortController()
    const saved = createEcrProvider({ fetch: aws.fetch, clock: systemClock, environment: {} })
    const { findings } = await saved.verify(connection, { image: 'team/app:1.0' }, signal)
    expect(findings.map(({ code }) => code)).toEqual(['ambient.not_allowed'])
    await expect(saved.credential(connection, signal)).rejects.toMatchObject({ code: 'credential.refused' })
    expect(aws.state.actions).toEqual([])
  })

  test('leaves a role that an access key assumes alone', () => {
    expect(provider.parse({ url: ECR_URL, config: { ...KEYS, role_arn: ROLE } }).config.role_arn).toBe(ROLE)
  })
})
