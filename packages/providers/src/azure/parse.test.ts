import { isAppError, type RegistryDraft } from '@fairlead/core'
import { expect, test } from 'vitest'
import { azureHost } from './addresses.ts'
import { AZURE_FORM } from './form.ts'
import { identityOf } from './identity.ts'
import { parseAzureDraft } from './parse.ts'
import { CLIENT, HOST, SECRET, TENANT } from './testing/azure-cloud.ts'

const url = `https://${HOST}`

function issuesOf(draft: RegistryDraft): readonly string[] {
  try {
    parseAzureDraft(draft)
    return []
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    return error.issues.map(({ field, problem }) => `${field} ${problem}`)
  }
}

const kindOf = (config: Record<string, unknown>): string => {
  const identity = identityOf({ kind: 'AZURE_CR', ...parseAzureDraft({ url, config }) })
  return identity.kind === 'account' ? identity.type : identity.kind
}

test.each([
  ['principal', { azure_tenant_id: TENANT, username: CLIENT, password: SECRET }],
  ['managed', { azure_tenant_id: TENANT, azure_subscription_id: CLIENT }],
  ['managed', { azure_tenant_id: TENANT, username: CLIENT }],
  ['principal', { username: CLIENT, password: SECRET }],
  ['admin', { username: 'contoso', password: 'x' }],
  ['token', { username: 'ci-pull', password: 'x' }],
  ['refresh', { username: '00000000-0000-0000-0000-000000000000', password: 'x' }],
  ['anonymous', {}],
])('tells the login %s by what is given', (kind, config) => {
  expect(kindOf(config)).toBe(kind)
})

test('tells the client ID as that of the application, and what was parsed parses to itself', () => {
  const given = { azure_tenant_id: TENANT, username: CLIENT, password: ` ${SECRET}\n` }
  const once = parseAzureDraft({ url: HOST, config: given })
  expect(once.url).toBe(url)
  expect(once.config).toEqual({ azure_tenant_id: TENANT, username: CLIENT, azure_application_id: CLIENT })
  expect(once.secrets.password?.reveal()).toBe(SECRET)
  expect(parseAzureDraft({ url, config: { ...once.config, password: SECRET } }).config).toEqual(once.config)
})

test('names each field at fault', () => {
  expect(issuesOf({ config: {} })).toEqual(['url is missing'])
  expect(issuesOf({ url, config: { azure_subscription_id: CLIENT } })).toEqual([
    'config.azure_tenant_id is missing while a subscription is given',
  ])
  expect(issuesOf({ url, config: { azure_tenant_id: TENANT, password: SECRET } })).toEqual([
    'config.username is missing while a client secret is given',
  ])
  expect(issuesOf({ url, config: { azure_tenant_id: TENANT, username: 'contoso', password: 'x' } })).toEqual([
    'config.username is not a client ID, which a connection with a tenant takes',
  ])
  expect(issuesOf({ url, config: { username: 'contoso' } })).toEqual([
    'config.password is missing while a user name is given',
  ])
})

test.each([
  'http://contoso.azurecr.io',
  'https://azurecr.io',
  'https://contoso.azurecr.io.example',
  `${url}/team`,
])('refuses the address %s', (address) => {
  expect(issuesOf({ url: address, config: {} })).toHaveLength(1)
})

test('knows the clouds of its hosts', () => {
  const authorityOf = (host: string) => azureHost(host)?.authority
  expect(authorityOf('contoso.azurecr.us')).toBe('https://login.microsoftonline.us')
  expect(authorityOf('contoso.azurecr.cn')).toBe('https://login.partner.microsoftonline.cn')
  expect(azureHost('contoso-a1b2c3.azurecr.io')?.name).toBe('contoso')
  expect(azureHost('mcr.microsoft.com')).toBeUndefined()
})

test('the form names only fields that there are', () => {
  const names = AZURE_FORM.fields.map(({ name }) => name)
  for (const { fields } of AZURE_FORM.logins) expect(names).toEqual(expect.arrayContaining([...fields]))
})
