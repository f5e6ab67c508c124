import type { FindingCode, VerifyRequest } from '@fairlead/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAzureProvider } from './provider.ts'
import { CLIENT, HOST, SECRET, TENANT } from './testing/azure-cloud.ts'
import { type AzureWorld, createAzureWorld, MANAGED, PRINCIPAL, WORKLOAD } from './testing/azure-world.ts'

let world: AzureWorld
beforeEach(async () => {
  world = await createAzureWorld()
})
afterEach(() => world.close())

const IMAGE = 'app:1.0'
const ADMIN = { username: 'contoso', password: 'admin-password-0123456789' }
const TOKEN = { username: 'ci-pull', password: 'token-password-0123456789' }
const BARE_PRINCIPAL = { username: CLIENT, password: SECRET }

interface State {
  readonly what: string
  readonly change?: (world: AzureWorld) => unknown
  readonly config?: Record<string, unknown>
  readonly request?: VerifyRequest
  readonly in?: 'cluster'
  readonly code: FindingCode
  /** Of the summary. */
  readonly says: RegExp
  readonly remedy: RegExp
}

const set =
  (changes: Partial<AzureWorld['cloud']['state']>) =>
  ({ cloud }: AzureWorld) =>
    Object.assign(cloud.state, changes)

const STATES: readonly State[] = [
  {
    what: 'a wrong client secret',
    config: { ...PRINCIPAL, password: 'abc8Q~another-secret' },
    code: 'token.refused',
    says: /does not take the client secret/,
    remedy: /column Value, not Secret ID/,
  },
  {
    what: 'the ID of a client secret in the place of its value',
    config: { ...PRINCIPAL, password: '33333333-aaaa-4bbb-8ccc-444444444444' },
    code: 'token.refused',
    says: /is the ID of the secret and not its value/,
    remedy: /column Value, not Secret ID/,
  },
  {
    what: 'a client secret that has expired',
    change: set({ secretState: 'expired' }),
    code: 'token.expired',
    says: new RegExp(`client secret of ${CLIENT} has expired`),
    remedy: /Make a new client secret/,
  },
  {
    what: 'an application of another tenant',
    config: { ...PRINCIPAL, username: '22222222-aaaa-4bbb-8ccc-222222222222' },
    code: 'application.not_found',
    says: /has no application 22222222/,
    remedy: /client ID and the tenant ID/,
  },
  {
    what: 'a tenant that is not there',
    config: { ...PRINCIPAL, azure_tenant_id: 'nowhere.example.com' },
    code: 'tenant.not_found',
    says: /login\.microsoftonline\.com knows no tenant nowhere\.example\.com/,
    remedy: /azurecr\.us and azurecr\.cn/,
  },
  {
    what: 'an application that is disabled',
    change: set({ application: 'disabled' }),
    code: 'account.inactive',
    says: /is disabled/,
    remedy: /Enable the application/,
  },
  {
    what: 'a principal without any role on the registry',
    change: set({ role: 'none' }),
    code: 'pull.denied',
    says: /Microsoft Entra ID knows .* has no role on the registry, or the registry is of another tenant/,
    remedy: /AcrPull.*ABAC/,
  },
  {
    what: 'a principal whose role is for another repository (ABAC)',
    change: set({ limitedTo: 'team/web' }),
    code: 'pull.denied',
    says: /no role that lets it pull app/,
    remedy: /Container Registry Repository Reader/,
  },
  {
    what: 'a principal that may only pull',
    change: set({ role: 'AcrPull' }),
    request: { image: IMAGE, push: true },
    code: 'push.denied',
    says: /no role that lets it push app/,
    remedy: /AcrPush/,
  },
  {
    what: 'a principal without a tenant, of a wrong secret',
    config: { ...BARE_PRINCIPAL, password: 'wrong-secret' },
    code: 'token.refused',
    says: /its secret is wrong or expired, or it has no role/,
    remedy: /Enter the tenant as well/,
  },
  {
    what: 'an admin user that is disabled',
    config: ADMIN,
    change: set({ adminEnabled: false }),
    code: 'token.refused',
    says: /admin user: it is disabled, or the password was regenerated/,
    remedy: /Access keys/,
  },
  {
    what: 'a repository-scoped token that is disabled',
    config: TOKEN,
    change: set({ tokenEnabled: false }),
    code: 'token.refused',
    says: /token ci-pull: its password expired or was regenerated, the token is disabled/,
    remedy: /enable the token/,
  },
  {
    what: 'a repository that is not in the scope map of the token',
    config: TOKEN,
    change: set({ limitedTo: 'team/web' }),
    code: 'pull.denied',
    says: /scope map of the token ci-pull/,
    remedy: /content\/read/,
  },
  {
    what: 'a refresh token that has ended',
    config: { username: '00000000-0000-0000-0000-000000000000', password: 'eyJ.old.token' },
    code: 'token.expired',
    says: /three hours/,
    remedy: /service principal/,
  },
  {
    what: 'a registry whose anonymous pull is off',
    config: {},
    code: 'pull.denied',
    says: /anonymous pull is not enabled/,
    remedy: /AcrPull/,
  },
  {
    what: 'network rules, met by the exchange',
    change: set({ blocked: '203.0.113.9' }),
    code: 'registry.address_denied',
    says: /do not let the address 203\.0\.113\.9 in/,
    remedy: /Networking/,
  },
  {
    what: 'network rules, met by the login',
    config: TOKEN,
    change: set({ blocked: '203.0.113.9' }),
    code: 'registry.address_denied',
    says: /203\.0\.113\.9/,
    remedy: /private endpoint/,
  },
  {
    what: 'network rules, met without a credential',
    config: {},
    change: set({ blocked: '203.0.113.9' }),
    code: 'registry.address_denied',
    says: /203\.0\.113\.9/,
    remedy: /Networking/,
  },
  {
    what: 'a tag that is not there',
    request: { image: 'app:1.1' },
    code: 'tag.not_found',
    says: /no tag 1\.1/,
    remedy: /1\.0/,
  },
  {
    what: 'an image that is not there',
    request: { image: 'webb:1.0' },
    code: 'package.not_found',
    says: /webb/,
    remedy: /Correct/,
  },
  {
    what: 'a machine without a managed identity',
    config: MANAGED,
    change: set({ managedIdentity: false }),
    code: 'ambient.unavailable',
    says: /no such managed identity/,
    remedy: /Assign a managed identity/,
  },
  {
    what: 'a federated credential for another subject',
    config: WORKLOAD,
    in: 'cluster',
    change: set({ federatedSubject: 'system:serviceaccount:tools:other' }),
    code: 'federation.refused',
    says: /No federated credential/,
    remedy: /issuer, subject and audience/,
  },
  {
    what: 'a token of Kubernetes that has ended',
    config: WORKLOAD,
    in: 'cluster',
    change: ({ cloud, putWorkloadToken }) => putWorkloadToken(cloud.workloadToken({ exp: 1 })),
    code: 'clock.skewed',
    says: /has ended, or the clock/,
    remedy: /renews the token/,
  },
]

test.each(STATES)(
  '$what is one error, $code',
  async ({ change, config, request, code, says, remedy, ...state }) => {
    await change?.(world)
    const provider = state.in === 'cluster' ? world.clusterProvider : world.provider
    const { findings } = await world.verify(config ?? PRINCIPAL, request ?? { image: IMAGE }, provider)
    const errors = findings.filter(({ severity }) => severity === 'error')
    expect(errors.map((each) => each.code)).toEqual([code])
    expect(errors[0]?.summary).toMatch(says)
    expect(errors[0]?.remedy?.action).toMatch(remedy)
    expect(errors[0]?.evidence.length).toBeGreaterThan(0)
    expect(JSON.stringify(errors)).not.toMatch(/Trace ID|client-secret-value/)
  },
)

test('a registry that is not there is one error', async () => {
  const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
  const provider = createAzureProvider({
    clock: world.clock,
    fetch: async (input, init) => {
      if (new URL(String(input)).host === HOST) throw unknown
      return world.cloud.fetch(input, init)
    },
  })
  const { findings } = await world.verify(PRINCIPAL, { image: IMAGE }, provider)
  expect(findings.map(({ code }) => code)).toEqual(['network.dns'])
})

describe('a connection that is in order', () => {
  test.each([
    ['a service principal', PRINCIPAL, 'azure-service-principal', CLIENT],
    ['a managed identity', MANAGED, 'azure-managed-identity', undefined],
    ['a service principal without its tenant', BARE_PRINCIPAL, 'azure-service-principal', CLIENT],
  ])('of %s is proved to list, pull and push', async (_what, config, type, login) => {
    const { ok, findings, capabilities, credential } = await world.verify(config, {
      image: IMAGE,
      push: true,
    })
    expect(findings).toEqual([])
    expect(ok).toBe(true)
    expect(capabilities).toMatchObject({ list: 'yes', pull: 'yes', push: 'yes' })
    expect(credential.type).toBe(type)
    expect(credential.login).toBe(login)
  })

  test('of a workload identity shows the token of Kubernetes and no secret', async () => {
    const { ok, findings } = await world.verify(WORKLOAD, { image: IMAGE }, world.clusterProvider)
    expect(findings).toEqual([])
    expect(ok).toBe(true)
  })

  test('is proved with an image of the catalog where none is named', async () => {
    const { checks } = await world.verify(PRINCIPAL)
    expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'credential.exchanged passed',
      'registry.reachable passed',
      'credential.accepted passed',
      'account.rights passed',
      'secret.expiry skipped',
      'registry.list passed',
      'registry.pull passed',
      'registry.push skipped',
    ])
  })

  test('without a credential pulls where anonymous pull is on', async () => {
    world.cloud.state.anonymousPull = true
    const { ok, capabilities } = await world.verify({}, { image: IMAGE })
    expect(ok).toBe(true)
    expect(capabilities.pull).toBe('yes')
  })

  test('knows from the refresh token whether it may delete', async () => {
    const may = async () => (await world.verify(PRINCIPAL, { image: IMAGE })).capabilities.delete
    expect(await may()).toBe('no')
    world.cloud.state.role = 'Owner'
    expect(await may()).toBe('yes')
  })
})

describe('advice', () => {
  test.each([
    ['the admin user', ADMIN, undefined],
    ['a role that may delete', PRINCIPAL, 'Owner' as const],
  ])('is given on %s', async (_what, config, role) => {
    if (role) world.cloud.state.role = role
    const { ok, findings } = await world.verify(config, { image: IMAGE })
    expect(ok).toBe(true)
    expect(findings.map(({ code }) => code)).toEqual(['scope.needless'])
    expect(findings[0]?.remedy?.action).toMatch(/AcrPull/)
  })

  test('is given on a secret that ends soon, where the application may ask', async () => {
    world.cloud.state.secretEnds = new Date('2026-11-11T00:00:00Z')
    const { ok, findings, credential } = await world.verify(PRINCIPAL, { image: IMAGE })
    expect(ok).toBe(true)
    expect(findings.map(({ code }) => code)).toEqual(['token.expires_soon'])
    expect(credential.expiresAt).toBe('2026-11-11T00:00:00.000Z')
  })
})

test('a wrong secret is shown to Microsoft Entra ID once, and to the registry never', async () => {
  await world.verify({ ...PRINCIPAL, password: 'abc8Q~another-secret' }, { image: IMAGE, push: true })
  expect(world.cloud.seen.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual([
    `GET https://${HOST}/v2/`,
    `GET https://${HOST}/v2/`,
    `POST https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`,
  ])
})

test('an identity of the server that its operator does not lend is not used, and nobody is asked for it', async () => {
  const { findings } = await world.verify(MANAGED, { image: IMAGE }, world.closedProvider)
  expect(findings.map(({ code }) => code)).toEqual(['ambient.not_allowed'])
  expect(world.cloud.given).toEqual([])
})
