import type { FindingCode } from '@fairlead/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AwsWorld, startAws } from '../aws/testing/aws-world.ts'
import { ecrSubject, KEYS } from './testing/verify-ecr.ts'

let aws: AwsWorld
beforeAll(async () => {
  aws = await startAws()
})
beforeEach(() => aws.reset())
afterAll(() => aws.close())

const SHORT_MS = 200
// Where the others have to answer in time, on a machine that is busy.
const AMPLE_MS = 3_000
const API = /^https:\/\/api\.ecr\./
const REGISTRY = /\.dkr\.ecr\./
const STORE = /starport-layer-bucket/
const STS = /^https:\/\/sts\./
const EVERYTHING = /./

/** Whatever comes to these hosts is never answered. */
const hang = (hosts: RegExp): void => {
  aws.beside = (origin) => hosts.test(origin)
}
const cut = (hosts: RegExp): void => {
  aws.beside = (origin, request) => {
    if (!hosts.test(origin)) return false
    request.socket.destroy()
    return true
  }
}

describe('a fault on the way is told once, of whoever has it', () => {
  test.each<[string, () => void, FindingCode, RegExp, string[]]>([
    [
      'the API hangs',
      () => hang(API),
      'network.timeout',
      /AWS API at api\.ecr/,
      ['aws.login failed', 'registry.reachable passed'],
    ],
    [
      'the registry hangs',
      () => hang(REGISTRY),
      'network.timeout',
      /registry at 1111/,
      ['aws.login passed', 'registry.reachable failed'],
    ],
    [
      'all of AWS hangs',
      () => hang(EVERYTHING),
      'network.timeout',
      /AWS API at (?:api\.)?ecr/,
      ['aws.login failed', 'registry.reachable skipped'],
    ],
    [
      'the API closes the line',
      () => cut(API),
      'network.closed',
      /AWS API/,
      ['aws.login failed', 'registry.reachable passed'],
    ],
    [
      'all of AWS closes the line',
      () => cut(EVERYTHING),
      'network.closed',
      /AWS API at (?:api\.)?ecr/,
      ['aws.login failed', 'registry.reachable skipped'],
    ],
    [
      'the store of layers closes the line',
      () => cut(STORE),
      'network.closed',
      /registry/,
      ['aws.login passed', 'registry.reachable passed'],
    ],
  ])('%s', async (what, fault, code, summary, checks) => {
    const limitMs = what.startsWith('all') ? SHORT_MS : AMPLE_MS
    fault()
    const verified = await ecrSubject(aws, { limitMs }).verify()
    expect(verified.codes).toEqual([code])
    expect(verified.findings[0]?.summary).toMatch(summary)
    expect(verified.checks.slice(0, 2).map(({ id, status }) => `${id} ${status}`)).toEqual(checks)
    expect(verified.capabilities.pull).toBe('unknown')
  })

  test('an STS that does not say whose the key is keeps nobody from pulling', async () => {
    hang(STS)
    const { codes, credential, capabilities } = await ecrSubject(aws, { limitMs: AMPLE_MS }).verify()
    expect(codes).toEqual([])
    expect(capabilities.pull).toBe('yes')
    expect(credential.login).toBeUndefined()
  })

  test('an STS that does not let a role be assumed does', async () => {
    hang(STS)
    const role = { ...KEYS, role_arn: 'arn:aws:iam::111122223333:role/fairlead-pull' }
    const { codes, findings } = await ecrSubject(aws, { limitMs: AMPLE_MS }).verify(role)
    expect(codes).toEqual(['network.timeout'])
    expect(findings[0]?.summary).toMatch(/AWS API at sts\.eu-west-1/)
  })
})

test('a signature that hangs on an image is not taken for one', async () => {
  const digest = 'f'.repeat(64)
  aws.beside = (_origin, request, response) => {
    if (!request.url?.startsWith('/v2/team/app/tags/list')) return false
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ name: 'team/app', tags: ['1.0', `sha256-${digest}`, `sha256-${digest}.sig`] }))
    return true
  }
  const { codes, capabilities } = await ecrSubject(aws).verify(KEYS, {})
  expect(codes).toEqual([])
  expect(capabilities.pull).toBe('yes')
})
