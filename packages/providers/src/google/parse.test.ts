import { isAppError, type RegistryDraft } from '@fairlead/core'
import { expect, test } from 'vitest'
import { googleHost } from './addresses.ts'
import { GOOGLE_FORM } from './form.ts'
import { parseGoogleDraft } from './parse.ts'
import { EMAIL, HOST, keyFile, POOL } from './testing/google-fixtures.ts'

const url = `https://${HOST}`
const KEY = JSON.stringify(keyFile())

function issuesOf(draft: RegistryDraft): readonly string[] {
  try {
    parseGoogleDraft(draft)
    return []
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    return error.issues.map(({ field, problem }) => `${field} ${problem}`)
  }
}

test.each([
  ['as it was downloaded', KEY],
  ['in Base64', Buffer.from(KEY).toString('base64')],
  ['with line breaks that were escaped twice', KEY.replaceAll('\\n', '\\\\n')],
])('a key %s is the same key', (_what, json_credentials) => {
  const { config, secrets, url: address } = parseGoogleDraft({ url: HOST, config: { json_credentials } })
  expect(address).toBe(url)
  expect(config).toEqual({ region: 'europe-west1', project_id: 'acme-prod-1', service_account_email: EMAIL })
  const stored: Record<string, unknown> = JSON.parse(secrets.json_credentials?.reveal() ?? '')
  expect(Object.keys(stored).toSorted()).toEqual([
    'client_email',
    'private_key',
    'private_key_id',
    'project_id',
    'type',
  ])
})

test('what was parsed parses to itself, so that an edit is no change', () => {
  const once = parseGoogleDraft({ url, config: { username: '_json_key', password: KEY } })
  const secrets = { json_credentials: once.secrets.json_credentials?.reveal() }
  const twice = parseGoogleDraft({ url, config: { ...once.config, ...secrets } })
  expect(twice.config).toEqual(once.config)
  expect(twice.secrets.json_credentials?.reveal()).toBe(secrets.json_credentials)
})

test.each([
  ['_json_key', KEY, 'json_credentials'],
  ['_json_key_base64', Buffer.from(KEY).toString('base64'), 'json_credentials'],
  ['oauth2accesstoken', 'ya29.abc', 'password'],
  ['_dcgcloud_token', 'ya29.abc', 'password'],
])('takes the user name %s of docker', (username, password, secret) => {
  expect(Object.keys(parseGoogleDraft({ url, config: { username, password } }).secrets)).toEqual([secret])
})

test.each<[string, Record<string, unknown>, RegExp]>([
  ['the login of a person', keyFile({ type: 'authorized_user' }), /login of a person/],
  ['a configuration of federation', keyFile({ type: 'external_account' }), /workload identity federation/],
  ['no type', keyFile({ type: undefined }), /does not say that it is of the type service_account/],
  [
    'no private key and no address',
    keyFile({ private_key: undefined, client_email: '' }),
    /lacks client_email, private_key$/,
  ],
  ['a private key that was cut off', keyFile({ private_key: 'MIIEvQIBADANBgkq' }), /is damaged/],
  ['the key of another cloud', keyFile({ universe_domain: 'example.com' }), /another cloud/],
  ['an address of no service account', keyFile({ client_email: 'ada@example.com' }), /no service account/],
])('a file with %s is told, and not quoted', (_what, file, problem) => {
  const issues = issuesOf({ url, config: { json_credentials: JSON.stringify(file) } })
  expect(issues).toHaveLength(1)
  expect(issues[0]).toMatch(problem)
  expect(issues[0]).not.toMatch(/MII|ada@/)
})

test('text that is no JSON is told, and not quoted', () => {
  const issues = issuesOf({ url, config: { json_credentials: 'hunter2' } })
  expect(issues).toEqual([
    'config.json_credentials is neither the JSON of a service account key nor Base64 of it',
  ])
})

test('federation is named by its provider, its account and a lifetime', () => {
  const config = {
    gcp_credentials_type: 'workload_identity_federation',
    workload_identity_provider_resource: `//iam.googleapis.com/${POOL}`,
    service_account_email: EMAIL,
    token_lifetime_seconds: 1800,
  }
  expect(parseGoogleDraft({ url, config }).config).toEqual({
    ...config,
    workload_identity_provider_resource: POOL,
    region: 'europe-west1',
  })
  expect(
    issuesOf({
      url,
      config: { ...config, workload_identity_provider_resource: 'pool', token_lifetime_seconds: 5 },
    }),
  ).toEqual([
    'config.workload_identity_provider_resource is not the resource name of a workload identity provider',
    'config.token_lifetime_seconds is not a whole number from 300 to 43200',
  ])
})

test('the address follows from the region, and may not speak against it', () => {
  expect(parseGoogleDraft({ config: { region: 'us' } }).url).toBe('https://us-docker.pkg.dev')
  expect(issuesOf({ url, config: { region: 'us' } })).toEqual([
    'config.region is us, and the address is of europe-west1',
  ])
  expect(issuesOf({ config: {} })).toEqual(['url is missing, and so is the region'])
})

test.each([
  'http://europe-west1-docker.pkg.dev',
  'https://pkg.dev',
  'https://evil-docker.pkg.dev.example',
  'https://europe-west1-docker.pkg.dev/acme',
])('refuses the address %s', (address) => {
  expect(issuesOf({ url: address, config: {} })).toHaveLength(1)
})

test('knows its hosts and their locations', () => {
  expect(
    ['us-docker.pkg.dev', 'northamerica-northeast1-docker.pkg.dev', 'gcr.io', 'eu.gcr.io', 'ghcr.io'].map(
      (host) => googleHost(host)?.location,
    ),
  ).toEqual(['us', 'northamerica-northeast1', 'us', 'europe', undefined])
})

test('the form names only fields that there are', () => {
  const names = GOOGLE_FORM.fields.map(({ name }) => name)
  for (const { fields } of GOOGLE_FORM.logins) expect(names).toEqual(expect.arrayContaining([...fields]))
})
