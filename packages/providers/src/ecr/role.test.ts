import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, noPolicy, ROLE, USER } from '../aws/testing/aws-accounts.ts'
import { type AwsWorld, startAws } from '../aws/testing/aws-world.ts'
import { type EcrSubject, ecrSubject, KEYS } from './testing/verify-ecr.ts'

let aws: AwsWorld
let subject: EcrSubject
beforeAll(async () => {
  aws = await startAws()
  subject = ecrSubject(aws)
})
beforeEach(() => aws.reset())
afterAll(() => aws.close())

const WITH_ROLE = { ...KEYS, role_arn: ROLE }

describe('a role that an access key assumes', () => {
  test('is proved, and named by its session', async () => {
    const { codes, credential, capabilities } = await subject.verify(WITH_ROLE)
    expect(codes).toEqual([])
    expect(capabilities.pull).toBe('yes')
    expect(credential).toMatchObject({
      type: 'aws-role',
      login: `arn:aws:sts::${ACCOUNT}:assumed-role/fairlead-pull/fairlead`,
    })
    expect(aws.state.actions.slice(0, 2)).toEqual(['sts:AssumeRole', 'ecr:GetAuthorizationToken'])
  })

  test('is assumed with the external ID that its trust policy asks for', async () => {
    aws.accounts.roles.splice(0, 1, { arn: ROLE, trusts: [USER], externalId: 'fairlead-42' })
    const without = await subject.verify(WITH_ROLE)
    expect(without.codes).toEqual(['impersonation.denied'])
    expect(without.findings[0]?.remedy?.action).toMatch(/asks for no external ID, as the connection has none/)
    const { codes } = await subject.verify({ ...WITH_ROLE, external_id: 'fairlead-42' })
    expect(codes).toEqual([])
  })

  test.each([
    ['is not there', `arn:aws:iam::${ACCOUNT}:role/absent`],
    ['trusts somebody else', `arn:aws:iam::${ACCOUNT}:role/others`],
  ])('that %s is told as one of the two, since AWS does not tell them apart', async (_what, arn) => {
    aws.accounts.roles.push({ arn: `arn:aws:iam::${ACCOUNT}:role/others`, trusts: [] })
    const { codes, findings } = await subject.verify({ ...KEYS, role_arn: arn })
    expect(codes).toEqual(['impersonation.denied'])
    expect(findings[0]?.summary).toMatch(
      /there is no such role, or it does not trust arn:aws:iam::111122223333:user\/ci\.$/,
    )
    expect(findings[0]?.remedy?.action).toContain(
      '{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/ci"},"Action":"sts:AssumeRole"}',
    )
  })

  test('that the caller may not assume by its own policy is told as that', async () => {
    aws.accounts.policy = (_principal, action) =>
      action === 'sts:AssumeRole' ? noPolicy('identity-based', action) : undefined
    const { findings } = await subject.verify(WITH_ROLE)
    expect(findings.map(({ code }) => code)).toEqual(['impersonation.denied'])
    expect(findings[0]?.remedy?.action).toBe(
      `Add this statement to a policy of ${USER}: {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"${ROLE}"}`,
    )
  })

  test('without the right to a login is told by the role, and not by its session', async () => {
    aws.accounts.policy = (_principal, action) =>
      action === 'ecr:GetAuthorizationToken' ? noPolicy('identity-based', action) : undefined
    const { codes, findings } = await subject.verify(WITH_ROLE)
    expect(codes).toEqual(['scope.missing'])
    expect(findings[0]?.remedy?.action).toContain(`a policy of ${ROLE}:`)
  })

  test('is not asked for where the key is no good, which is one finding', async () => {
    const { codes } = await subject.verify({ ...WITH_ROLE, access_key_id: 'AKIAI44QH8DHBEXAMPLE' })
    expect(codes).toEqual(['token.refused'])
    expect(aws.state.actions).toEqual(['sts:AssumeRole'])
  })

  test('in a region where STS is off is told as that', async () => {
    aws.state.fault = (action) =>
      action === 'sts:AssumeRole'
        ? { status: 403, code: 'RegionDisabledException', message: 'STS is not activated in this region' }
        : undefined
    const { codes } = await subject.verify(WITH_ROLE)
    expect(codes).toEqual(['region.unavailable'])
  })

  test('shows neither the session token nor its secret, even where the refusal repeats the request', async () => {
    aws.state.fault = (action) => {
      if (action !== 'ecr:GetAuthorizationToken') return undefined
      const { secretAccessKey, sessionToken } = aws.accounts.keys.at(-1) ?? {}
      const message = `it was ${secretAccessKey} with x-amz-security-token:${sessionToken}`
      return { status: 400, code: 'InvalidSignatureException', message }
    }
    const verified = await subject.verify(WITH_ROLE)
    const session = aws.accounts.keys.at(-1)
    expect(session?.sessionToken).toBeTruthy()
    const text = JSON.stringify(verified)
    expect(verified.codes).toEqual(['token.refused'])
    expect(text).toContain('[redacted]')
    expect(text).not.toContain(session?.sessionToken)
    expect(text).not.toContain(session?.secretAccessKey)
  })
})
