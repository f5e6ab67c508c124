import type { RegistryForm } from '@fairlead/core'
import { LINKS, REGIONS } from './addresses.ts'

const UUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'

export const ACCESS_KEY_PATTERN = 'SCW[0-9A-Z]{17}'
export const UUID_PATTERN = UUID

export const SCALEWAY_FORM: RegistryForm = {
  title: 'Scaleway Container Registry',
  urlHint:
    'https://rg.<region>.scw.cloud; images are <namespace>/<image>. Left empty, it follows from the region.',
  urlPattern: 'https://rg\\.[a-z]{2}-[a-z]{3}\\.scw\\.cloud',
  fields: [
    {
      name: 'region',
      label: 'Region',
      hint: 'Where the namespace is.',
      required: true,
      secret: false,
      options: REGIONS,
    },
    {
      name: 'scaleway_project_id',
      label: 'Project ID',
      hint: 'The project whose namespaces are listed.',
      required: true,
      secret: false,
      pattern: UUID,
      placeholder: '00000000-0000-0000-0000-000000000000',
      link: 'https://console.scaleway.com/project/settings',
    },
    {
      name: 'scaleway_access_key',
      label: 'Access key',
      hint: 'It names the API key, and is no secret.',
      required: true,
      secret: false,
      pattern: ACCESS_KEY_PATTERN,
      placeholder: 'SCWXXXXXXXXXXXXXXXXX',
      link: LINKS.keys,
    },
    {
      name: 'scaleway_secret_key',
      label: 'Secret key',
      hint: 'Of the same API key; Scaleway shows it once.',
      required: true,
      secret: true,
      pattern: UUID,
      link: LINKS.keys,
    },
  ],
  logins: [
    {
      id: 'account',
      title: 'API key',
      hint: 'Of an IAM application, which outlives people.',
      fields: ['region', 'scaleway_project_id', 'scaleway_access_key', 'scaleway_secret_key'],
      leastRights: ['ContainerRegistryReadOnly'],
    },
  ],
  anonymous: false,
  steps: [
    'Make an IAM application, and a policy that gives it ContainerRegistryReadOnly on the project, or ContainerRegistryFullAccess to push.',
    'Make an API key for the application, with an expiry.',
    'Enter region, project, access key and secret key.',
  ],
}
