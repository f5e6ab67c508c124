import { Secret } from '@fairlead/core'
import { beforeEach, describe, expect, test } from 'vitest'
import { startTestTwin, type TestTwin } from '../testing/twin.ts'

let twin: TestTwin
beforeEach(async () => {
  twin = await startTestTwin({ adminToken: new Secret('the-administrator') })
})

const admin = (method: string, path: string, body?: unknown, token = 'the-administrator') =>
  twin.ask(`/_twin${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
const issuesOf = ({ json }: { json: unknown }) =>
  (json as { error: { issues: { field: string; problem: string }[] } }).error.issues.map(
    ({ field, problem }) => `${field} ${problem}`,
  )

test('asks for the administrator, and takes no GitHub token for one', async () => {
  const own = await twin.token({ scopes: ['admin:org', 'repo'] })
  for (const token of ['', 'wrong', own])
    expect((await admin('GET', '/state', undefined, token)).status).toBe(401)
  expect((await twin.ask('/_twin/state')).status).toBe(401)
})

test('a token is told once; the state knows neither it nor its hash', async () => {
  const created = await admin('POST', '/tokens', { login: 'alice', name: 'ci', scopes: ['read:packages'] })
  expect(created.status).toBe(201)
  const { id, value } = created.json as { id: number; value: string }
  expect(value).toMatch(/^ghp_/)
  expect((await twin.api('/user', value)).status).toBe(200)
  for (const path of ['/state', '/tokens', `/tokens/${id}`]) {
    const { text } = await admin('GET', path)
    expect(text).toContain('"ci"')
    expect(text).not.toContain(value)
    expect(text).not.toMatch(/hash|[0-9a-f]{64}/)
  }
})

test('a token is changed, granted single sign-on, revoked and expired', async () => {
  const created = await admin('POST', '/tokens', { login: 'alice', value: `ghp_${'A'.repeat(36)}` })
  const { id, value } = created.json as { id: number; value: string }
  expect((await admin('PATCH', `/tokens/${id}`, { scopes: ['read:org'] })).json).toMatchObject({
    scopes: ['read:org'],
  })
  expect((await admin('PUT', `/tokens/${id}/sso/Acme`)).json).toMatchObject({ sso: ['acme'] })
  expect((await admin('DELETE', `/tokens/${id}/sso/acme`)).json).toMatchObject({ sso: [] })
  expect((await admin('POST', `/tokens/${id}/expire`)).status).toBe(200)
  expect((await twin.api('/user', value)).status).toBe(401)
  expect((await admin('PATCH', `/tokens/${id}`, { expiresAt: null })).status).toBe(200)
  expect((await twin.api('/user', value)).status).toBe(200)
  expect((await admin('POST', `/tokens/${id}/revoke`)).status).toBe(200)
  expect((await twin.api('/user', value)).status).toBe(401)
})

test('accounts, members, repositories and packages are created, shown and deleted', async () => {
  expect((await admin('POST', '/users', { login: 'carol' })).status).toBe(201)
  expect((await admin('GET', '/users/CAROL')).json).toMatchObject({ login: 'carol' })
  expect((await admin('POST', '/organizations', { login: 'corp', samlSso: true })).json).toMatchObject({
    samlSso: true,
    members: [],
  })
  expect(
    (await admin('POST', '/organizations/corp/members', { login: 'carol', state: 'pending' })).status,
  ).toBe(201)
  expect((await admin('GET', '/organizations/corp')).json).toMatchObject({
    members: [{ login: 'carol', role: 'member', state: 'pending' }],
  })
  expect((await admin('POST', '/repositories', { owner: 'corp', name: 'code' })).status).toBe(201)
  const made = await admin('POST', '/packages', { owner: 'corp', name: 'team/app', repository: 'corp/code' })
  expect(made.json).toMatchObject({ repository: 'corp/code', visibility: 'private' })
  expect((await admin('GET', '/packages/corp/team%2Fapp')).status).toBe(200)
  expect((await admin('DELETE', '/repositories/corp/code')).status).toBe(204)
  expect((await admin('GET', '/packages/corp/team%2Fapp')).json).toMatchObject({ repository: null })
  expect((await admin('DELETE', '/organizations/corp/members/carol')).status).toBe(204)
  expect((await admin('DELETE', '/organizations/corp')).status).toBe(204)
  expect((await admin('GET', '/packages/corp/team%2Fapp')).status).toBe(404)
  expect((await admin('DELETE', '/users/carol')).status).toBe(204)
  expect((await admin('DELETE', '/users/carol')).status).toBe(404)
})

test('a seed is applied over what exists', async () => {
  const seed = {
    organizations: [{ login: 'Acme', samlSso: true }],
    tokens: [{ name: 'made', login: 'bob' }],
    settings: { linkedPrivateNeedsRepo: false },
  }
  const { tokens } = (await admin('POST', '/seed', seed)).json as { tokens: Record<string, string> }
  expect((await twin.api('/user', tokens.made)).status).toBe(200)
  expect(twin.state.organization('acme')).toMatchObject({ samlSso: true })
  expect(twin.state.organization('acme')?.members).toHaveLength(3)
  expect((await admin('GET', '/settings')).json).toMatchObject({ linkedPrivateNeedsRepo: false })
})

describe('bad input names the field, what is wrong and what to do', () => {
  test.each([
    ['/users', { login: '-x-' }, ['login must be 1 to 39 letters, digits or inner hyphens']],
    ['/users', { login: 'acme' }, ['login is taken by an organization: "acme"']],
    ['/users', {}, ['login is not valid: invalid input: expected string, received undefined']],
    ['/users', { login: 'x', color: 'red' }, ['color is not known here']],
    [
      '/organizations',
      { login: 'o', members: [{ login: 'who' }] },
      ['members[0].login names no user: "who"'],
    ],
    ['/packages', { owner: 'nobody', name: 'a' }, ['owner names no user or organization: "nobody"']],
    [
      '/packages',
      { owner: 'acme', name: 'App' },
      ['name must be a lower-case image name without its owner, such as "app" or "team/app"'],
    ],
    [
      '/packages',
      { owner: 'acme', name: 'a', repository: 'acme/none' },
      ['repository names no repository: "acme/none"'],
    ],
    [
      '/tokens',
      { login: 'alice', value: 'gho_012345678901234567890' },
      ['value must begin with "ghp_", as a token of kind classic does'],
    ],
    ['/tokens', { login: 'alice', kind: 'actions' }, ['repository is missing']],
    [
      '/tokens',
      { login: 'alice', kind: 'fine-grained', scopes: ['repo'] },
      ['scopes do not exist for tokens of kind fine-grained'],
    ],
    [
      '/tokens',
      { login: 'alice', expiresAt: 'tomorrow', scopes: ['REPO'] },
      [
        'scopes[0] must be a scope such as "read:packages"',
        'expiresAt must be an ISO 8601 date and time with its offset',
      ],
    ],
    ['/tokens', { login: 'alice', sso: ['none'] }, ['sso[0] names no organization: "none"']],
    ['/faults', { path: 'v2', effect: { kind: 'hang' } }, ['path must begin with "/"']],
    [
      '/faults',
      { path: '/v2/', effect: { kind: 'explode' } },
      ['effect.kind must have a kind of latency, status, rate-limit, hang, close, cut, garbage or redirect'],
    ],
  ])('POST %s %j', async (path, body, issues) => {
    const answer = await admin('POST', path, body)
    expect([answer.status, issuesOf(answer)]).toEqual([400, issues])
    expect(answer.json).toMatchObject({ error: { code: 'request.invalid' } })
  })

  test('no JSON, no body, an unknown id, an unknown route', async () => {
    expect(issuesOf(await admin('POST', '/users', 'login=x'))).toEqual(['body is not JSON'])
    expect((await admin('POST', '/users')).status).toBe(400)
    expect(issuesOf(await admin('POST', '/tokens/77/revoke'))).toEqual(['id names no token: 77'])
    expect(issuesOf(await admin('GET', '/tokens/x'))).toEqual(['id is not a number'])
    expect((await admin('GET', '/nothing')).status).toBe(404)
  })
})
