import { isAppError } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { parseEcrDraft } from './parse.ts'

const URL = 'https://111122223333.dkr.ecr.eu-west-1.amazonaws.com'
const KEYS = {
  access_key_id: 'AKIAIOSFODNN7EXAMPLE',
  secret_access_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}
const ROLE = 'arn:aws:iam::111122223333:role/pull'

function issuesOf(url: string, config: Record<string, unknown>, lent = true) {
  try {
    parseEcrDraft({ url, config }, lent)
    return []
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    return error.issues
  }
}
const fieldsOf = (url: string, config: Record<string, unknown>, lent = true): string[] =>
  issuesOf(url, config, lent).map(({ field }) => field)

describe('an address', () => {
  test.each([
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com', URL],
    [`${URL}/v2/`, URL],
    ['https://111122223333.DKR.ECR.EU-WEST-1.amazonaws.com/', URL],
  ])('%s is normalized', (typed, url) => {
    const { config, secrets, ...parsed } = parseEcrDraft({ url: typed, config: KEYS }, false)
    expect(parsed).toEqual({ url })
    expect(config).toEqual({ access_key_id: KEYS.access_key_id, region: 'eu-west-1' })
    expect(secrets.secret_access_key?.reveal()).toBe(KEYS.secret_access_key)
  })

  test.each([
    ['', /is missing/],
    ['https://ghcr.io', /not that of a private registry/],
    ['https://public.ecr.aws', /ECR Public/],
    ['http://111122223333.dkr.ecr.eu-west-1.amazonaws.com', /http:/],
    [`${URL}:8443`, /not that of a private registry/],
    [`${URL}/team/app:1.0`, /holds the name of an image/],
    ['https://111122223333.dkr.ecr.eu-west-1.amazonaws.com.evil.example', /not that of a private registry/],
    ['https://user:pass@111122223333.dkr.ecr.eu-west-1.amazonaws.com', /user name or password/],
  ])('%s is refused', (url, problem) => {
    const issues = issuesOf(url, KEYS)
    expect(issues.map(({ field }) => field)).toEqual(['url'])
    expect(issues[0]?.problem).toMatch(problem)
  })

  test('gives the region; another one that is typed is refused', () => {
    expect(fieldsOf(URL, { ...KEYS, region: 'us-east-1' })).toEqual(['config.region'])
    expect(fieldsOf(URL, { ...KEYS, region: 'EU-West-1' })).toEqual([])
  })
})

describe('a login', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['nothing', {}, ['config.access_key_id']],
    ['a key without its secret', { access_key_id: KEYS.access_key_id }, ['config.secret_access_key']],
    ['a secret without its key', { secret_access_key: 'x' }, ['config.access_key_id']],
    [
      "both in one another's place",
      { access_key_id: KEYS.secret_access_key, secret_access_key: KEYS.access_key_id },
      ['config.secret_access_key'],
    ],
    ['a temporary key', { ...KEYS, access_key_id: 'ASIAIOSFODNN7EXAMPLE' }, ['config.access_key_id']],
    ['a key of another form', { ...KEYS, access_key_id: 'key' }, ['config.access_key_id']],
    ["a role's name in the place of its ARN", { ...KEYS, role_arn: 'pull' }, ['config.role_arn']],
    ['a role of China', { ...KEYS, role_arn: 'arn:aws-cn:iam::111122223333:role/pull' }, ['config.role_arn']],
    ['an external ID without a role', { ...KEYS, external_id: 'abc' }, ['config.external_id']],
    ['an external ID with a blank', { ...KEYS, role_arn: ROLE, external_id: 'a b' }, ['config.external_id']],
    ['a type that there is not', { ...KEYS, aws_credentials_type: 'magic' }, ['config.aws_credentials_type']],
    [
      'a key and the identity of the server',
      { ...KEYS, aws_credentials_type: 'ambient' },
      ['config.aws_credentials_type'],
    ],
    ['a type of role without one', { ...KEYS, aws_credentials_type: 'role' }, ['config.role_arn']],
    [
      'a type of keys without one',
      { aws_credentials_type: 'keys', role_arn: ROLE },
      ['config.access_key_id'],
    ],
  ])('of %s names the field at fault', (_what, config, fields) => {
    expect(fieldsOf(URL, config)).toEqual(fields)
  })

  test.each<[string, Record<string, string>]>([
    ['a key', KEYS],
    ['a key and a role with an external ID', { ...KEYS, role_arn: ROLE, external_id: 'fairlead-42' }],
    ['a role', { role_arn: ROLE }],
    ['the identity of the server', { aws_credentials_type: 'ambient' }],
  ])('of %s is taken, and kept as it was typed', (_what, typed) => {
    const { config, secrets } = parseEcrDraft({ url: URL, config: typed }, true)
    const { secret_access_key: secret, ...shown } = typed
    expect(config).toEqual({ ...shown, region: 'eu-west-1' })
    expect(secrets.secret_access_key?.reveal()).toBe(secret)
  })
})
