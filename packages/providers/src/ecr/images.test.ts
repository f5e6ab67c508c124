import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { noPolicy } from '../aws/testing/aws-accounts.ts'
import { type AwsWorld, startAws } from '../aws/testing/aws-world.ts'
import { ecrSubject } from './testing/verify-ecr.ts'

let aws: AwsWorld
beforeAll(async () => {
  aws = await startAws()
})
beforeEach(() => aws.reset())
afterAll(() => aws.close())

async function list(search: string): Promise<readonly string[]> {
  const subject = ecrSubject(aws)
  const names: string[] = []
  const { signal } = new AbortController()
  for await (const image of subject.provider.images?.(subject.connection(), search, signal) ?? []) {
    expect(image.visibility).toBe('private')
    names.push(image.repository)
  }
  return names
}

describe('the list of repositories', () => {
  test('is read page by page to its end', async () => {
    const before = aws.state.repositories
    aws.state.repositories = Array.from({ length: 2500 }, (_, index) => `team/app-${index}`)
    const names = await list('')
    const searched = await list('app-249')
    aws.state.repositories = before
    expect(names).toHaveLength(2500)
    expect(searched).toEqual(
      ['team/app-249', ...Array.from({ length: 10 }, (_, index) => `team/app-249${index}`)].slice(0, 11),
    )
    expect(aws.state.actions.filter((action) => action === 'ecr:DescribeRepositories')).toHaveLength(6)
    expect(aws.state.actions).not.toContain('ecr:GetAuthorizationToken')
  })

  test('that is not allowed says which permission it takes', async () => {
    aws.accounts.policy = (_principal, action) => noPolicy('identity-based', action)
    await expect(list('')).rejects.toMatchObject({
      code: 'operation.unsupported',
      message: expect.stringContaining('ecr:DescribeRepositories'),
    })
  })

  test('ends when it is canceled', async () => {
    const subject = ecrSubject(aws)
    const images = subject.provider.images?.(subject.connection(), '', AbortSignal.abort())
    await expect(images?.[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'operation.canceled',
    })
  })
})
