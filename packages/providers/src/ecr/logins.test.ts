import type { RegistryConnection } from '@fairlead/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ROLE, USER } from '../aws/testing/aws-accounts.ts'
import { type AwsWorld, startAws } from '../aws/testing/aws-world.ts'
import { type EcrSubject, ecrSubject, KEYS } from './testing/verify-ecr.ts'

const HOUR_MS = 3_600_000
let now = Date.parse('2026-11-22T10:00:00Z')
/** By how much our own clock is ahead of AWS's. */
let ahead = 0
const clock = { now: () => new Date(now + ahead) }

let aws: AwsWorld
let subject: EcrSubject
beforeAll(async () => {
  aws = await startAws(() => now)
})
beforeEach(() => {
  aws.reset()
  ahead = 0
  subject = ecrSubject(aws, { clock })
})
afterAll(() => aws.close())

const { signal } = new AbortController()
const login = (connection: RegistryConnection) => subject.provider.credential(connection, signal)
const exchanges = (): number =>
  aws.state.actions.filter((action) => action === 'ecr:GetAuthorizationToken').length

describe('a login of 12 hours', () => {
  test('is given out under the name AWS with its end', async () => {
    const made = await login(subject.connection())
    expect(made?.username).toBe('AWS')
    expect(aws.state.logins.get(made?.password.reveal() ?? '')?.arn).toBe(USER)
    expect(Date.parse(made?.expiresAt ?? '')).toBe(now + 12 * HOUR_MS)
    expect(JSON.stringify(made)).not.toContain(made?.password.reveal())
  })

  test('is made once for fifty who ask at the same time', async () => {
    const connection = subject.connection()
    const all = await Promise.all(Array.from({ length: 50 }, () => login(connection)))
    expect(new Set(all.map((made) => made?.password.reveal())).size).toBe(1)
    expect(exchanges()).toBe(1)
  })

  test('is kept until shortly before its end, and then made anew', async () => {
    const connection = subject.connection()
    const first = await login(connection)
    now += 11 * HOUR_MS
    expect((await login(connection))?.password.reveal()).toBe(first?.password.reveal())
    now += 0.9 * HOUR_MS
    const second = await login(connection)
    expect(second?.password.reveal()).not.toBe(first?.password.reveal())
    expect(Date.parse(second?.expiresAt ?? '')).toBe(now + 12 * HOUR_MS)
    expect(exchanges()).toBe(2)
  })

  test('that was made of a role ends with the session of the role', async () => {
    aws.accounts.roles.splice(0, 1, { arn: ROLE, trusts: [USER], sessionSeconds: 3600 })
    const connection = subject.connection({ ...KEYS, role_arn: ROLE })
    const first = await login(connection)
    expect(Date.parse(first?.expiresAt ?? '')).toBe(now + HOUR_MS)
    now += HOUR_MS
    const second = await login(connection)
    expect(second?.password.reveal()).not.toBe(first?.password.reveal())
    expect(aws.state.actions.filter((action) => action === 'sts:AssumeRole')).toHaveLength(2)
  })

  test('that a verification made is used by pulls that follow', async () => {
    await subject.verify()
    await login(subject.connection())
    expect(exchanges()).toBe(1)
  })

  test('is not shared with a connection of another secret', async () => {
    await login(subject.connection())
    const other = subject.connection({
      ...KEYS,
      secret_access_key: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
    })
    await expect(login(other)).rejects.toMatchObject({ code: 'credential.refused' })
  })

  test('that cannot be made is an error with what was found, and is not remembered', async () => {
    aws.state.fault = (action) =>
      action === 'ecr:GetAuthorizationToken'
        ? { status: 400, code: 'ThrottlingException', message: 'Rate exceeded' }
        : undefined
    await expect(login(subject.connection())).rejects.toMatchObject({
      code: 'registry.rate_limited',
      findings: [expect.objectContaining({ code: 'api.rate_limited' })],
    })
    aws.state.fault = undefined
    await expect(login(subject.connection())).resolves.toMatchObject({ username: 'AWS' })
  })

  test('is given up by who no longer wants it, and made for those who still do', async () => {
    const connection = subject.connection()
    const controller = new AbortController()
    const given = subject.provider.credential(connection, controller.signal)
    const wanted = login(connection)
    controller.abort()
    await expect(given).rejects.toMatchObject({ code: 'operation.canceled' })
    await expect(wanted).resolves.toMatchObject({ username: 'AWS' })
    expect(exchanges()).toBe(1)
  })
})

describe('a clock that is off', () => {
  test.each([
    ['behind', -HOUR_MS, /it signed at 2026\d+T\d+Z, and AWS read it at/],
    ['ahead', HOUR_MS, /it signed at/],
  ])('by an hour %s is the one finding, with both times', async (_what, by, summary) => {
    ahead = by
    const { codes, findings } = await subject.verify()
    expect(codes).toEqual(['clock.skewed'])
    expect(findings[0]?.severity).toBe('error')
    expect(findings[0]?.summary).toMatch(summary)
    expect(findings[0]?.remedy?.action).toMatch(/NTP/)
  })
})
