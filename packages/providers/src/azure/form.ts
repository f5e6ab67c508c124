import type { RegistryForm } from '@fairlead/core'
import { ADDRESS_PATTERN } from './addresses.ts'

const APPLICATIONS = 'https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade'
const UUID_PATTERN = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
const EXAMPLE = '11111111-2222-3333-4444-555555555555'
const PULL = 'AcrPull (Container Registry Repository Reader where the registry is in ABAC mode)'

export const AZURE_FORM: RegistryForm = {
  title: 'Azure Container Registry',
  urlHint: 'The login server: https://<name>.azurecr.io, also azurecr.us and azurecr.cn',
  urlPattern: ADDRESS_PATTERN,
  fields: [
    {
      name: 'azure_tenant_id',
      label: 'Directory (tenant) ID',
      hint: "For a service principal or a managed identity. Leave it empty for the registry's own users.",
      required: false,
      secret: false,
      link: APPLICATIONS,
      placeholder: EXAMPLE,
    },
    {
      name: 'azure_subscription_id',
      label: 'Subscription ID',
      hint: 'Only kept with the connection: nothing is asked of the subscription.',
      required: false,
      secret: false,
      placeholder: EXAMPLE,
      pattern: UUID_PATTERN,
    },
    {
      name: 'username',
      label: 'Client ID or user name',
      hint: 'The Application (client) ID of a service principal, that of a user-assigned identity, the admin user, or the name of a token.',
      required: false,
      secret: false,
      link: APPLICATIONS,
    },
    {
      name: 'password',
      label: 'Client secret or password',
      hint: 'The value of the client secret, not its ID. Empty for a managed identity.',
      required: false,
      secret: true,
      link: APPLICATIONS,
    },
  ],
  logins: [
    {
      id: 'service-principal',
      title: 'Service principal',
      hint: 'An app registration with a client secret.',
      fields: ['azure_tenant_id', 'azure_subscription_id', 'username', 'password'],
      leastRights: [PULL],
    },
    {
      id: 'managed-identity',
      title: 'Managed identity',
      hint: 'No secret is stored: this server shows its own identity, if its operator lends it.',
      fields: ['azure_tenant_id', 'azure_subscription_id', 'username'],
      leastRights: [PULL],
    },
    {
      id: 'token',
      title: 'Repository-scoped token',
      hint: 'A token of the registry with one of its passwords; it may be limited to some repositories.',
      fields: ['username', 'password'],
      leastRights: ['content/read', 'metadata/read'],
    },
    {
      id: 'admin',
      title: 'Admin user',
      hint: 'It may push and delete everything: only for a first try.',
      fields: ['username', 'password'],
      leastRights: [],
    },
  ],
  anonymous: true,
  steps: [
    'Make an app registration in the tenant of the registry, and a client secret of it.',
    'Give it the role AcrPull on the registry under Access control (IAM).',
    'Enter the login server, the tenant, the client ID and the value of the secret.',
  ],
}
