import type { FindingCode, VerifyRequest } from '@fairlead/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EMAIL, KEY_ID, keyFile, otherPrivateKey, READ, SUBJECT, WRITE } from './testing/google-fixtures.ts'
import { ANONYMOUS, createGoogleWorld, FEDERATED, type GoogleWorld, KEY } from './testing/google-world.ts'

let world: GoogleWorld
beforeEach(async () => {
  world = await createGoogleWorld()
})
afterEach(() => world.close())

const IMAGE = 'acme-prod-1/apps/api:1.0'
const HOUR = 3_600_000

type Change = (world: GoogleWorld) => unknown

interface State {
  readonly what: string
  readonly change?: Change
  readonly config?: Record<string, unknown>
  readonly request?: VerifyRequest
  readonly code: FindingCode
  /** Of the summary. */
  readonly says: RegExp
  readonly remedy: RegExp
}

const withClaims =
  (claims: Record<string, unknown>): Change =>
  ({ cloud, putSubjectToken }) =>
    putSubjectToken(cloud.subjectToken(claims))

const STATES: readonly State[] = [
  {
    what: 'a key that was deleted',
    change: ({ cloud }) => {
      cloud.state.key = 'deleted'
    },
    code: 'token.refused',
    says: new RegExp(`${KEY_ID}.*was deleted or disabled: it is none`),
    remedy: /Make a new key/,
  },
  {
    what: "a file with another key's private key",
    config: { json_credentials: JSON.stringify(keyFile({ private_key: otherPrivateKey() })) },
    code: 'token.refused',
    says: /the private key is not the one that belongs to it/,
    remedy: /as it was downloaded/,
  },
  {
    what: 'an account that was deleted',
    change: ({ cloud }) => {
      cloud.state.account = 'gone'
    },
    code: 'account.inactive',
    says: new RegExp(`${EMAIL} is not there any more`),
    remedy: /Enable the service account again/,
  },
  {
    what: 'a clock that is ahead',
    change: ({ cloud, clock }) => {
      const now = clock.now()
      cloud.state.now = () => new Date(now.getTime() - HOUR)
    },
    code: 'clock.skewed',
    says: /clock/,
    remedy: /NTP/,
  },
  {
    what: 'an API that is off',
    change: ({ cloud }) => cloud.state.disabled.add('artifactregistry.googleapis.com'),
    code: 'api.disabled',
    says: /Artifact Registry API is not enabled in the project acme-prod-1/,
    remedy: /Enable the API/,
  },
  {
    what: 'an API that is off, met by the list',
    change: ({ cloud }) => cloud.state.disabled.add('artifactregistry.googleapis.com'),
    request: {},
    code: 'api.disabled',
    says: /Artifact Registry API/,
    remedy: /Enable the API/,
  },
  {
    what: 'a role that is missing for pulls',
    change: ({ cloud }) => cloud.state.permissions.clear(),
    code: 'pull.denied',
    says: new RegExp(`${EMAIL} lacks the permission ${READ} on projects/acme-prod-1/`),
    remedy: /roles\/artifactregistry\.reader/,
  },
  {
    what: 'a role that is missing for pushes',
    change: ({ cloud }) => cloud.state.permissions.delete(WRITE),
    request: { image: IMAGE, push: true },
    code: 'push.denied',
    says: new RegExp(WRITE),
    remedy: /roles\/artifactregistry\.writer/,
  },
  {
    what: 'another project',
    request: { image: 'acme-test-1/apps/api:1.0' },
    code: 'pull.denied',
    says: /projects\/acme-test-1\/.* or there is no such repository/,
    remedy: /check project, location \(europe-west1\)/,
  },
  {
    what: 'a repository that is not in the location',
    request: { image: 'acme-prod-1/nowhere/api:1.0' },
    code: 'package.not_found',
    says: /no repository nowhere in europe-west1/,
    remedy: /location in the address/,
  },
  {
    what: 'a name without a repository',
    request: { image: 'acme-test-1/api:1.0' },
    code: 'package.not_found',
    says: /<project>\/<repository>\/<image>/,
    remedy: /Name the image/,
  },
  {
    what: 'a tag that is not there',
    request: { image: 'acme-prod-1/apps/api:1.1' },
    code: 'tag.not_found',
    says: /no tag 1\.1/,
    remedy: /1\.0/,
  },
  {
    what: 'a private image without a credential',
    config: ANONYMOUS,
    code: 'pull.denied',
    says: /Nobody may pull/,
    remedy: /Give a credential/,
  },
  {
    what: 'an access token that has ended',
    config: { username: 'oauth2accesstoken', password: 'ya29.long-gone' },
    code: 'token.refused',
    says: /it has ended/,
    remedy: /key of a service account/,
  },
  {
    what: 'an audience that the provider does not take',
    config: FEDERATED,
    change: withClaims({ aud: 'https://kubernetes.default.svc' }),
    code: 'federation.refused',
    says: /another audience/,
    remedy: /allowed audiences/,
  },
  {
    what: 'an issuer that the provider does not trust',
    config: FEDERATED,
    change: withClaims({ iss: 'https://issuer.example/' }),
    code: 'federation.refused',
    says: /another issuer/,
    remedy: /slashes included/,
  },
  {
    what: 'an attribute condition that rejects',
    config: FEDERATED,
    change: ({ cloud }) => {
      cloud.state.condition = (subject) => subject !== SUBJECT
    },
    code: 'federation.refused',
    says: /attribute condition/,
    remedy: /attribute condition/,
  },
  {
    what: 'a subject token that has ended',
    config: FEDERATED,
    change: withClaims({ exp: 1 }),
    code: 'federation.refused',
    says: /had ended/,
    remedy: /renews the token/,
  },
  {
    what: 'a pool that is off',
    config: FEDERATED,
    change: ({ cloud }) => {
      cloud.state.poolEnabled = false
    },
    code: 'federation.refused',
    says: /no workload identity provider fairlead\/providers\/cluster/,
    remedy: /enable it again/,
  },
  {
    what: 'an account that may not be acted as',
    config: FEDERATED,
    change: ({ cloud }) => cloud.state.workloadUsers.clear(),
    code: 'impersonation.denied',
    says: new RegExp(`may not act as ${EMAIL}`),
    remedy: /roles\/iam\.workloadIdentityUser.*iam\.serviceAccounts\.getAccessToken/,
  },
  {
    what: 'an account that is not there to be acted as',
    config: { ...FEDERATED, service_account_email: 'typo@acme-prod-1.iam.gserviceaccount.com' },
    code: 'impersonation.denied',
    says: /no service account typo@/,
    remedy: /Correct the address/,
  },
  {
    what: 'tokens that would last too long',
    config: { ...FEDERATED, token_lifetime_seconds: 7200 },
    code: 'impersonation.denied',
    says: /last 7200 seconds/,
    remedy: /3600 or less/,
  },
  {
    what: 'a credentials API that is off',
    config: FEDERATED,
    change: ({ cloud }) => cloud.state.disabled.add('iamcredentials.googleapis.com'),
    code: 'api.disabled',
    says: /IAM Service Account Credentials API/,
    remedy: /Enable the API/,
  },
  {
    what: 'a platform that gives no token',
    config: FEDERATED,
    change: ({ putSubjectToken }) => putSubjectToken(''),
    code: 'ambient.unavailable',
    says: /holds no token/,
    remedy: /external_account/,
  },
]

test.each(STATES)('$what is one error, $code', async ({ change, config, request, code, says, remedy }) => {
  await change?.(world)
  const { findings } = await world.verify(config ?? KEY, request ?? { image: IMAGE })
  const errors = findings.filter(({ severity }) => severity === 'error')
  expect(errors.map((each) => each.code)).toEqual([code])
  expect(errors[0]?.summary).toMatch(says)
  expect(errors[0]?.remedy?.action).toMatch(remedy)
  expect(errors[0]?.evidence.length).toBeGreaterThan(0)
})

describe('a connection that is in order', () => {
  test.each([
    ['a key', KEY, 'google-service-account'],
    ['a federated identity', FEDERATED, 'google-workload-identity'],
  ])('of %s is proved to list, pull and push, and not to delete', async (_what, config, type) => {
    const { ok, findings, capabilities, credential } = await world.verify(config, {
      image: IMAGE,
      push: true,
    })
    expect(findings).toEqual([])
    expect(ok).toBe(true)
    expect(capabilities).toEqual({ list: 'yes', pull: 'yes', push: 'yes', delete: 'no', webhook: 'unknown' })
    expect(credential).toMatchObject({ type, login: EMAIL })
  })

  test('is proved with the first listed image where none is named', async () => {
    const { checks, ok } = await world.verify(KEY)
    expect(ok).toBe(true)
    expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'credential.exchanged passed',
      'registry.reachable passed',
      'key.age passed',
      'credential.accepted passed',
      'registry.list passed',
      'registry.pull passed',
      'account.rights passed',
      'registry.push skipped',
    ])
  })

  test('without a credential pulls what is public', async () => {
    const { ok, capabilities } = await world.verify(ANONYMOUS, { image: 'acme-prod-1/public/base:1.0' })
    expect(ok).toBe(true)
    expect(capabilities.pull).toBe('yes')
  })

  test('may have an account that sees the one image alone', async () => {
    world.cloud.state.mayList = false
    const { ok, capabilities, grounds } = await world.verify(KEY, { image: IMAGE })
    expect(ok).toBe(true)
    expect(capabilities).toMatchObject({ list: 'no', pull: 'yes' })
    expect(grounds.list).toMatch(/roles\/artifactregistry\.reader/)
  })

  test('asks all of Google that it asks at addresses of Google', async () => {
    await world.verify(FEDERATED, { image: IMAGE, push: true })
    const hosts = new Set(world.cloud.seen.map(({ url }) => new URL(url).host))
    expect([...hosts].toSorted()).toEqual([
      'artifactregistry.googleapis.com',
      'europe-west1-docker.pkg.dev',
      'iamcredentials.googleapis.com',
      'sts.googleapis.com',
    ])
  })
})

describe('advice', () => {
  test('is given on an old key, which works all the same', async () => {
    world.cloud.state.keyMade = new Date('2026-01-01T00:00:00Z')
    const { ok, findings } = await world.verify(KEY, { image: IMAGE })
    expect(ok).toBe(true)
    expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['info token.old'])
    expect(findings[0]?.summary).toMatch(/304 days old/)
  })

  test('is given on rights that no pull takes, and deleting is then known to work', async () => {
    world.cloud.state.permissions.add('artifactregistry.versions.delete')
    const { findings, capabilities } = await world.verify(KEY, { image: IMAGE })
    expect(findings.map(({ code }) => code)).toEqual(['scope.needless'])
    expect(capabilities.delete).toBe('yes')
  })

  test('the end of a key is known where it has one', async () => {
    const { credential } = await world.verify(KEY, { image: IMAGE })
    expect(credential.expiresAt).toBeNull()
    world.cloud.state.keyEnds = new Date('2026-12-24T00:00:00Z')
    const again = await world.verify(KEY, { image: IMAGE })
    expect(again.credential.expiresAt).toBe('2026-12-24T00:00:00.000Z')
    expect(again.findings).toEqual([])
  })

  test('is given on a key that ends soon', async () => {
    world.cloud.state.keyEnds = new Date('2026-11-11T00:00:00Z')
    const { ok, findings } = await world.verify(KEY, { image: IMAGE })
    expect(ok).toBe(true)
    expect(findings.map(({ code }) => code)).toEqual(['token.expires_soon'])
  })
})

test('an identity of the server that its operator does not lend is not used, and nobody is asked for it', async () => {
  const { findings } = await world.verify(FEDERATED, { image: IMAGE }, world.closedProvider)
  expect(findings.map(({ code }) => code)).toEqual(['ambient.not_allowed'])
  expect(world.cloud.given).toEqual([])
})
