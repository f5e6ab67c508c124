import { type FieldIssue, type ParsedDraft, type RegistryDraft, Secret } from '@fairlead/core'
import { halfAccount } from '../verification/account-fields.ts'
import { type DraftFields, readDraft } from '../verification/draft-fields.ts'
import { normalizeAddress } from '../verification/registry-address.ts'
import { type AzureHost, azureHost } from './addresses.ts'
import { UUID } from './identity.ts'

const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i

const addressIssue = (problem: string): FieldIssue => ({
  field: 'url',
  problem,
  remedy: 'Enter the login server of the registry, such as https://myregistry.azurecr.io.',
})

function readHost(given: string): AzureHost | FieldIssue {
  if (given === '') return addressIssue('is missing')
  const url = normalizeAddress(given)
  if (typeof url !== 'string') return url
  const { protocol, host, pathname } = new URL(url)
  const known = azureHost(host)
  if (known === undefined) return addressIssue('is no address of an Azure Container Registry')
  if (protocol !== 'https:') return addressIssue('has to begin with https://')
  return pathname === '/' ? known : addressIssue('holds a path')
}

const isTenant = (text: string): boolean => UUID.test(text) || DOMAIN.test(text)

function checkTenant(fields: DraftFields, tenant: string, subscription: string): void {
  if (tenant !== '' && !isTenant(tenant)) {
    fields.issues.push({
      field: 'config.azure_tenant_id',
      problem: 'is neither the ID nor a domain of a tenant',
      remedy: 'Enter the Directory (tenant) ID from the overview of the app registration.',
    })
  }
  if (tenant === '' && subscription !== '') {
    fields.issues.push({
      field: 'config.azure_tenant_id',
      problem: 'is missing while a subscription is given',
      remedy: 'Enter the Directory (tenant) ID, too.',
    })
  }
  if (subscription !== '' && !UUID.test(subscription)) {
    fields.issues.push({
      field: 'config.azure_subscription_id',
      problem: 'is not the ID of a subscription',
      remedy: 'Enter the ID, such as 11111111-2222-3333-4444-555555555555, or leave it out.',
    })
  }
}

function checkAccount(fields: DraftFields, tenant: string, username: string, password: string): void {
  if (fields.issues.some(({ field }) => field === 'config.username' || field === 'config.password')) return
  if (tenant === '') {
    const half = halfAccount({ username, password })
    if (half) fields.issues.push(half)
    return
  }
  if (password !== '' && username === '') {
    fields.issues.push({
      field: 'config.username',
      problem: 'is missing while a client secret is given',
      remedy: 'Enter the Application (client) ID.',
    })
  } else if (username !== '' && !UUID.test(username)) {
    fields.issues.push({
      field: 'config.username',
      problem: 'is not a client ID, which a connection with a tenant takes',
      remedy:
        'Enter the Application (client) ID; for the admin user or a token of the registry leave the tenant out.',
    })
  }
}

/** Throws `request.invalid` with every fault. */
export function parseAzureDraft(draft: RegistryDraft): ParsedDraft {
  const fields = readDraft(draft)
  const host = readHost((draft.url ?? '').trim())
  if ('field' in host) fields.issues.push(host)
  const [tenant, subscription] = [fields.text('azure_tenant_id'), fields.text('azure_subscription_id')]
  const [username, password] = [fields.text('username'), fields.verbatim('password').trim()]
  checkTenant(fields, tenant, subscription)
  checkAccount(fields, tenant, username, password)
  fields.finish()
  return {
    url: `https://${(host as AzureHost).host}`,
    config: {
      ...(tenant ? { azure_tenant_id: tenant } : {}),
      ...(subscription ? { azure_subscription_id: subscription } : {}),
      ...(username ? { username } : {}),
      ...(tenant && username ? { azure_application_id: username } : {}),
    },
    secrets: password ? { password: new Secret(password) } : {},
  }
}
