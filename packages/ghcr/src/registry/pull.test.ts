import { beforeEach, describe, expect, test } from 'vitest'
import { refusal, startTestTwin, type TestTwin } from '../testing/twin.ts'

const SCOPES = '403 DENIED/permission_denied: The token provided does not match expected scopes.'
const NO_ACCESS = '403 DENIED/requested access to the resource is denied'

let twin: TestTwin
beforeEach(async () => {
  twin = await startTestTwin()
  const pusher = await twin.token({ scopes: ['write:packages'] })
  await twin.push('acme/app', 'v1', pusher)
  await twin.push('acme/open', 'v1', pusher)
  await twin.state.putPackage({ owner: 'acme', name: 'open', visibility: 'public' })
})

const pull = async (token?: string, repository = 'acme/app') => {
  const answer = await twin.registry('GET', repository, 'manifests/v1', token)
  return answer.status === 200 ? 'pulled' : refusal(answer)
}

describe('a classic token', () => {
  test('with read:packages, or write:packages that implies it, pulls', async () => {
    expect(await pull(await twin.token({ scopes: ['read:packages'] }))).toBe('pulled')
    expect(await pull(await twin.token({ scopes: ['write:packages'] }))).toBe('pulled')
  })

  test('without a scope for packages does not match', async () => {
    expect(await pull(await twin.token({ scopes: [] }))).toBe(SCOPES)
    expect(await pull(await twin.token({ scopes: ['repo', 'read:org'] }))).toBe(SCOPES)
  })

  test('of a member pulls; of an invited user or an outsider does not', async () => {
    const scopes = ['read:packages']
    expect(await pull(await twin.token({ login: 'bob', scopes }))).toBe('pulled')
    expect(await pull(await twin.token({ login: 'penny', scopes }))).toBe(NO_ACCESS)
    expect(await pull(await twin.token({ login: 'zoe', scopes }))).toBe(NO_ACCESS)
  })

  test('of somebody invited to the package pulls', async () => {
    await twin.state.putPackage({
      owner: 'acme',
      name: 'app',
      collaborators: [{ login: 'zoe', role: 'read' }],
    })
    expect(await pull(await twin.token({ login: 'zoe', scopes: ['read:packages'] }))).toBe('pulled')
  })

  test('pulls where single sign-on is granted, and is unauthorized where it is not', async () => {
    await twin.state.putOrganization({ login: 'acme', samlSso: true })
    const scopes = ['read:packages']
    expect(await pull(await twin.token({ scopes }))).toBe('401 UNAUTHORIZED/authentication required')
    expect(await pull(await twin.token({ scopes, sso: ['Acme'] }))).toBe('pulled')
  })

  test('is named by an organization that forbids its kind; an OAuth token is not', async () => {
    await twin.state.putOrganization({ login: 'acme', forbidsClassicTokens: true })
    const scopes = ['read:packages']
    expect(await pull(await twin.token({ scopes }))).toBe(
      '403 DENIED/permission_denied: `Acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.',
    )
    expect(await pull(await twin.token({ kind: 'oauth', scopes }))).toBe('pulled')
  })
})

describe('a package linked to a private repository', () => {
  beforeEach(() => twin.state.putPackage({ owner: 'acme', name: 'app', repository: 'acme/shop' }))

  test('needs repo to be read', async () => {
    expect(await pull(await twin.token({ scopes: ['read:packages'] }))).toBe(SCOPES)
    expect(await pull(await twin.token({ scopes: ['read:packages', 'repo'] }))).toBe('pulled')
  })

  test('does not where its access is its own, the repository is public, or the package is', async () => {
    const token = await twin.token({ scopes: ['read:packages'] })
    await twin.state.putPackage({ owner: 'acme', name: 'app', inheritsAccess: false })
    expect(await pull(token)).toBe('pulled')
    await twin.state.putPackage({ owner: 'acme', name: 'app', inheritsAccess: true, repository: 'acme/site' })
    expect(await pull(token)).toBe('pulled')
    await twin.state.putPackage({ owner: 'acme', name: 'app', repository: 'acme/shop', visibility: 'public' })
    expect(await pull(token)).toBe('pulled')
  })

  test('does not where the rule is switched off', async () => {
    await twin.state.putSettings({ linkedPrivateNeedsRepo: false })
    expect(await pull(await twin.token({ scopes: ['read:packages'] }))).toBe('pulled')
  })
})

describe('other kinds of tokens', () => {
  test('a fine-grained token does not match', async () => {
    expect(await pull(await twin.token({ kind: 'fine-grained' }))).toBe(SCOPES)
  })

  test('the token of another App is denied', async () => {
    expect(await pull(await twin.token({ kind: 'installation' }))).toBe(NO_ACCESS)
  })

  test("a workflow's token reads packages that know its repository", async () => {
    const workflow = { kind: 'actions', repository: 'acme/shop' } as const
    expect(await pull(await twin.token(workflow))).toBe('403 DENIED/permission_denied: read_package')
    await twin.state.putPackage({
      owner: 'acme',
      name: 'app',
      actionsAccess: [{ repository: 'acme/shop', role: 'read' }],
    })
    expect(await pull(await twin.token(workflow))).toBe('pulled')
    expect(await pull(await twin.token({ ...workflow, packages: 'none' }))).toBe(
      '403 DENIED/installation not allowed to Read organization package',
    )
    expect(await pull(await twin.token(workflow), 'acme/absent')).toBe(
      '403 DENIED/permission_denied: The requested installation does not exist.',
    )
  })
})

describe('a public package', () => {
  test('is pulled by anyone with a credential that is good for nothing else', async () => {
    expect(await pull(undefined, 'acme/open')).toBe('pulled')
    expect(await pull(await twin.token({ login: 'zoe' }), 'acme/open')).toBe('pulled')
    expect(await pull(await twin.token({ kind: 'fine-grained' }), 'acme/open')).toBe('pulled')
  })

  test('may be made to ask for the scope', async () => {
    await twin.state.putSettings({ publicPullNeedsScope: true })
    expect(await pull(await twin.token({ scopes: [] }), 'acme/open')).toBe(SCOPES)
  })
})

test('a refused HEAD has no body', async () => {
  const answer = await twin.registry('HEAD', 'acme/app', 'manifests/v1', await twin.token())
  expect([answer.status, answer.text]).toEqual([403, ''])
})

test('a tag that is absent from a readable package is unknown, not denied', async () => {
  const token = await twin.token({ scopes: ['read:packages'] })
  const answer = await twin.registry('GET', 'acme/app', 'manifests/v2', token)
  expect(refusal(answer)).toBe('404 MANIFEST_UNKNOWN/manifest unknown')
})
