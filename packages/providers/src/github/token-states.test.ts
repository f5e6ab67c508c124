import { type FindingCode, hasError, type Verification, type VerifyRequest } from '@fairlead/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorld, type World } from '../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

interface State {
  /** Gives the account of the connection. */
  account(): Promise<{ owner?: string; token?: string }>
  readonly request?: VerifyRequest
  readonly findings: readonly FindingCode[]
  /** What the remedy of the first finding says and links to. */
  readonly remedy?: RegExp
  readonly link?: RegExp
}

const acme = async (token: Promise<string>) => ({ owner: 'acme', token: await token })
const newToken = /\/settings\/tokens\/new\?scopes=read:packages,read:org&description=Fairlead$/
const APP = { image: 'acme/app:1.0' }

const STATES: Record<string, State> = {
  healthy: { account: async () => ({ owner: 'plain', token: await world.token() }), findings: [] },
  'healthy, but for some packages': {
    account: () => acme(world.token()),
    findings: ['scope.repo_missing'],
    remedy: /packages\/container\/linked\/settings/,
  },
  'healthy, of an image': { account: () => acme(world.token()), request: APP, findings: [] },
  'healthy, of a member': { account: () => acme(world.token({ login: 'bob' })), request: APP, findings: [] },
  'healthy, that may push': {
    account: () => acme(world.token({ scopes: ['write:packages', 'read:org'] })),
    request: { ...APP, push: true },
    findings: [],
  },
  'healthy, with repo for packages that need it': {
    account: () => acme(world.token({ scopes: ['read:packages', 'read:org', 'repo'] })),
    request: { image: 'acme/linked:1.0' },
    findings: [],
  },
  malformed: {
    account: async () => ({ owner: 'acme', token: 'ghp_tooShort' }),
    request: APP,
    findings: ['token.malformed'],
    remedy: /personal access token \(classic\)/,
    link: newToken,
  },
  'mistyped, so that it is another one': {
    account: async () => ({ owner: 'acme', token: `ghp_${'A'.repeat(30)}000000` }),
    request: APP,
    findings: ['token.refused', 'token.checksum_mismatch'],
  },
  'fine-grained': {
    account: () => acme(world.token({ kind: 'fine-grained', scopes: undefined })),
    request: APP,
    findings: ['token.fine_grained'],
    remedy: /personal access token \(classic\)/,
    link: newToken,
  },
  'of a GitHub App': {
    account: () => acme(world.token({ kind: 'installation', scopes: undefined })),
    request: APP,
    findings: ['token.app_installation', 'token.app_installation'],
    remedy: /Manage Actions access.*personal access token \(classic\)/,
  },
  'of a workflow run, whose repository the package lists': {
    account: () =>
      acme(world.token({ kind: 'actions', scopes: undefined, repository: 'acme/shop', packages: 'read' })),
    request: { image: 'acme/linked:1.0' },
    findings: ['token.app_installation'],
    remedy: /in its own job alone/,
  },
  'of a workflow run, whose repository the package does not list': {
    account: () =>
      acme(world.token({ kind: 'actions', scopes: undefined, repository: 'acme/shop', packages: 'write' })),
    request: { ...APP, push: true },
    findings: ['token.app_installation', 'token.app_installation', 'token.app_installation'],
    remedy: /permissions: packages: (?:read|write).*Manage Actions access/,
    link: /packages\/container\/app\/settings$/,
  },
  revoked: {
    account: async () => {
      const { token, value } = await world.twin.state.createToken({ login: 'ada', scopes: ['read:packages'] })
      await world.twin.state.revokeToken(token.id)
      return { owner: 'acme', token: value.reveal() }
    },
    request: APP,
    findings: ['token.refused'],
    remedy: /revoked or has expired/,
    link: newToken,
  },
  'expired, and the expiry was known': {
    account: () => acme(world.token({ expiresAt: '2020-01-01T00:00:00Z' })),
    request: { ...APP, knownExpiry: '2020-01-01T00:00:00.000Z' },
    findings: ['token.expired'],
    link: newToken,
  },
  'expired, and the expiry was not known': {
    account: () => acme(world.token({ expiresAt: '2020-01-01T00:00:00Z' })),
    request: APP,
    findings: ['token.refused'],
    remedy: /revoked or has expired/,
  },
  'without any scope': {
    account: () => acme(world.token({ scopes: [] })),
    request: APP,
    findings: ['scope.none'],
    link: newToken,
  },
  'without any scope, no image named': {
    account: () => acme(world.token({ scopes: [] })),
    findings: ['scope.none'],
  },
  'with read:packages only, for an organization': {
    account: () => acme(world.token({ scopes: ['read:packages'] })),
    request: APP,
    findings: ['scope.read_org_missing'],
    remedy: /read:org/,
    link: newToken,
  },
  'with read:packages only, for the own packages': {
    account: async () => ({ owner: 'ada', token: await world.token({ scopes: ['read:packages'] }) }),
    findings: [],
  },
  'with read:packages only, for an own image': {
    account: async () => ({ owner: 'ada', token: await world.token({ scopes: ['read:packages'] }) }),
    request: { image: 'ada/tool:1.0' },
    findings: [],
  },
  'without read:packages': {
    account: () => acme(world.token({ scopes: ['read:org'] })),
    request: APP,
    findings: ['scope.read_packages_missing'],
    remedy: /read:packages/,
    link: newToken,
  },
  'without repo, where the package inherits from a private repository': {
    account: () => acme(world.token()),
    request: { image: 'acme/linked:1.0' },
    findings: ['scope.repo_missing'],
    remedy: /packages\/container\/linked\/settings/,
    link: /scopes=read:packages,read:org,repo&/,
  },
  'that is to push without write:packages': {
    account: () => acme(world.token()),
    request: { ...APP, push: true },
    findings: ['scope.write_packages_missing'],
    remedy: /write:packages/,
    link: /scopes=write:packages,read:org&/,
  },
  'of somebody who is not a member': {
    account: () => acme(world.token({ login: 'zoe' })),
    request: APP,
    findings: ['pull.denied'],
    remedy: /make the package public.*have zoe invited to acme and given the role Read/,
    link: /\/packages\/container\/app\/settings$/,
  },
  'of somebody who is not a member, and the name is mistyped': {
    account: () => acme(world.token({ login: 'zoe' })),
    request: { image: 'acme/pulbic:1.0' },
    findings: ['package.not_found'],
    remedy: /for instance to acme\/public/,
  },
  'of somebody who is not a member, no image named': {
    account: () => acme(world.token({ login: 'zoe' })),
    findings: ['member.missing'],
    remedy: /invite zoe/,
    link: /\/orgs\/acme\/people$/,
  },
  'of somebody who has not accepted the invitation': {
    account: () => acme(world.token({ login: 'penny' })),
    request: APP,
    findings: ['member.pending'],
    remedy: /accept the invitation/,
    link: /\/orgs\/acme\/invitation$/,
  },
  'not authorized for single sign-on': {
    account: async () => ({ owner: 'locked', token: await world.token() }),
    request: { image: 'locked/app:1.0' },
    findings: ['sso.not_authorized'],
    remedy: /Authorize the token for locked/,
    link: /\/orgs\/locked\/sso\?authorization_request=/,
  },
  'not authorized for single sign-on, no image named': {
    account: async () => ({ owner: 'locked', token: await world.token() }),
    findings: ['sso.not_authorized'],
  },
  'authorized for single sign-on': {
    account: async () => ({ owner: 'locked', token: await world.token({ sso: ['locked'] }) }),
    findings: [],
  },
  'classic, where the organization forbids that': {
    account: async () => ({ owner: 'strict', token: await world.token() }),
    request: { image: 'strict/app:1.0' },
    findings: ['organization.forbids_classic_tokens'],
    remedy: /Ask an owner of strict/,
    link: /\/organizations\/strict\/settings\/personal-access-tokens$/,
  },
  'classic, where the organization forbids that, no image named': {
    account: async () => ({ owner: 'strict', token: await world.token() }),
    findings: ['organization.forbids_classic_tokens'],
  },
  'for an unknown owner': {
    account: async () => ({ owner: 'nobody', token: await world.token() }),
    request: { image: 'nobody/app:1.0' },
    findings: ['owner.not_found'],
    remedy: /Correct the container registry prefix/,
  },
  'for an upper-case owner': {
    account: async () => ({ owner: 'Acme', token: await world.token() }),
    request: APP,
    findings: ['owner.not_lowercase'],
    remedy: /Enter it as acme\./,
  },
  'for more than an owner': {
    account: async () => ({ owner: 'ghcr.io/acme/app', token: await world.token() }),
    findings: ['owner.malformed'],
    remedy: /acme/,
  },
  'for an absent package': {
    account: () => acme(world.token()),
    request: { image: 'acme/ap:1.0' },
    findings: ['package.not_found'],
    remedy: /acme\/app/,
    link: /\/orgs\/acme\/packages$/,
  },
  'for an absent tag': {
    account: () => acme(world.token()),
    request: { image: 'acme/app:1.1' },
    findings: ['tag.not_found'],
    remedy: /1\.0, 0\.9/,
  },
  'for a platform that the index does not offer': {
    account: () => acme(world.token()),
    request: { ...APP, platform: { os: 'linux', architecture: 's390x' } },
    findings: ['platform.missing'],
    remedy: /linux\/s390x/,
  },
  'for a platform that the image was not built for': {
    account: () => acme(world.token()),
    request: { image: 'acme/app:0.9', platform: { os: 'linux', architecture: 'arm64' } },
    findings: ['platform.missing'],
  },
  'with more scopes than are needed': {
    account: () => acme(world.token({ scopes: ['read:packages', 'admin:org', 'gist'] })),
    request: APP,
    findings: ['scope.needless'],
    remedy: /Take admin:org and gist off/,
  },
  'that expires soon': {
    account: () => acme(world.token({ expiresAt: new Date(Date.now() + 10 * 86_400_000).toISOString() })),
    request: APP,
    findings: ['token.expires_soon'],
    remedy: /successor/,
  },
  'that is not there though the prefix is': {
    account: async () => ({ owner: 'acme' }),
    findings: ['token.missing'],
    link: newToken,
  },
  'that is not there, for a public image': {
    account: async () => ({ owner: 'acme' }),
    request: { image: 'acme/public:1.0' },
    findings: [],
  },
  'that is not there, for a private image': {
    account: async () => ({}),
    request: APP,
    findings: ['pull.denied'],
    remedy: /personal access token \(classic\)/,
  },
}

const codes = ({ findings }: Verification): FindingCode[] => findings.map(({ code }) => code)

test('what a verification learnt of a token is kept for its credential', async () => {
  const account = { owner: 'acme', token: await world.token({ login: 'bob' }) }
  await world.verify(account)
  const { signal } = new AbortController()
  const credential = await world.provider.credential(world.connection(account), signal)
  expect(credential?.username).toBe('bob')
})

test('the capabilities are what was proved, and the facts what was told', async () => {
  const scopes = ['write:packages', 'delete:packages', 'read:org']
  const expiresAt = '2099-01-01T00:00:00.000Z'
  const token = await world.token({ scopes, expiresAt })
  const { capabilities, grounds, credential } = await world.verify(
    { owner: 'acme', token },
    { ...APP, push: true },
  )
  expect(capabilities).toEqual({ list: 'yes', pull: 'yes', push: 'yes', delete: 'unknown', webhook: 'no' })
  expect(grounds).toEqual({
    list: expect.stringMatching(/packages? /),
    pull: expect.stringContaining('acme/app'),
    push: expect.stringContaining('acme/app'),
    delete: expect.stringContaining('delete:packages'),
    webhook: expect.stringContaining('admin:org_hook'),
  })
  expect(credential).toEqual({
    type: 'github-classic',
    login: 'ada',
    scopesGranted: expect.arrayContaining(scopes),
    scopesNeeded: ['write:packages', 'read:org'],
    expiresAt,
    ownerType: 'organization',
  })
})

test('a dead token can do nothing, and an outsider pulls what is public', async () => {
  const dead = `ghp_${'A'.repeat(30)}0uCPlr`
  expect((await world.verify({ owner: 'acme', token: dead }, APP)).capabilities).toEqual({
    list: 'no',
    pull: 'no',
    push: 'no',
    delete: 'no',
    webhook: 'no',
  })
  const outsider = { owner: 'acme', token: await world.token({ login: 'zoe' }) }
  const { capabilities } = await world.verify(outsider, { image: 'acme/public:1.0' })
  expect(capabilities.pull).toBe('yes')
  expect((await world.verify(outsider, APP)).capabilities.pull).toBe('no')
})

describe('the token of somebody who is not a member', () => {
  const severities = ({ findings }: Verification) =>
    findings.map(({ code, severity }) => `${severity} ${code}`)
  const byZoe = async (owner: string, request: VerifyRequest, ...scopes: readonly string[]) => {
    const token = await world.token({ login: 'zoe', scopes: ['read:packages', 'read:org', ...scopes] })
    return world.verify({ owner, token }, request)
  }

  test('is warned of where an image of the organization was pulled', async () => {
    const verification = await byZoe('acme', { image: 'acme/public:1.0' })
    expect(severities(verification)).toEqual(['warning member.missing'])
    expect(verification.ok).toBe(true)
    expect(verification.findings[0]?.summary).toContain('acme/public was pulled all the same')
    const check = verification.checks.find(({ id }) => id === 'organization.membership')
    expect(check?.status).toBe('warning')
  })

  test('is warned of where the package is shared with the account', async () => {
    await world.twin.state.putPackage({
      owner: 'plain',
      name: 'app',
      collaborators: [{ login: 'zoe', role: 'read' }],
    })
    expect(severities(await byZoe('plain', { image: 'plain/app:1.0' }))).toEqual(['warning member.missing'])
  })

  test.each<[string, string, VerifyRequest]>([
    ['only the image of another owner was pulled', 'locked', { image: 'acme/public:1.0' }],
    ['the push is refused, though the pull was proved', 'acme', { image: 'acme/public:1.0', push: true }],
  ])('is an error where %s', async (_when, owner, request) => {
    const verification = await byZoe(owner, request, ...(request.push ? ['write:packages'] : []))
    expect(severities(verification)).toEqual(['error member.missing'])
    expect(verification.ok).toBe(false)
  })

  test('is told by the pull where the image is closed to it, and by no finding more', async () => {
    const verification = await byZoe('acme', APP)
    expect(severities(verification)).toEqual(['error pull.denied'])
    expect(verification.findings[0]?.summary).toMatch(/zoe is no member of acme and was given no access/)
    const check = verification.checks.find(({ id }) => id === 'organization.membership')
    expect(check).toMatchObject({ status: 'skipped', detail: expect.stringMatching(/zoe is not a member/) })
  })

  test('is only warned of where the push fails for want of a scope', async () => {
    const verification = await byZoe('acme', { image: 'acme/public:1.0', push: true })
    expect(severities(verification)).toEqual(['error scope.write_packages_missing', 'warning member.missing'])
  })
})

describe('a token', () => {
  test.each(Object.entries(STATES))('%s', async (_name, state) => {
    const account = await state.account()
    const verification = await world.verify(account, state.request)
    expect(codes(verification)).toEqual(state.findings)
    expect(verification.ok).toBe(!hasError(verification.findings))

    const [first] = verification.findings
    if (state.remedy) expect(first?.remedy?.action).toMatch(state.remedy)
    if (state.link) expect(first?.remedy?.link).toMatch(state.link)
    for (const { remedy, evidence, summary } of verification.findings) {
      expect(remedy?.action).toMatch(/^[A-Z].*\.$/)
      expect(evidence).not.toEqual([])
      expect(summary).toMatch(/^.*[.?]$/)
    }
    for (const check of verification.checks) {
      const failed = check.findings.some(({ severity }) => severity === 'error')
      expect(check.status === 'failed', check.id).toBe(failed)
    }
    if (account.token) expect(JSON.stringify(verification)).not.toContain(account.token)
  })
})

test('repo counts as needed where a package inherits from a private repository', async () => {
  const scopes = ['repo', 'write:packages', 'read:org']
  const { credential, findings } = await world.verify(await acme(world.token({ scopes })), {})
  expect(credential.scopesNeeded).toContain('repo')
  expect(findings.map(({ code }) => code)).not.toContain('scope.needless')
})

test('nobody is not asked for a list, so that nothing is said of it', async () => {
  const { capabilities, grounds } = await world.verify({}, { image: 'acme/public:1.0' })
  expect(capabilities).toMatchObject({ list: 'unknown', pull: 'yes', push: 'no' })
  expect(grounds.list).toMatch(/^Not asked: /)
})
