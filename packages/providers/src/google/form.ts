import type { RegistryForm } from '@fairlead/core'
import { ADDRESS_PATTERN } from './addresses.ts'
import { FEDERATION } from './identity.ts'

const READER = 'roles/artifactregistry.reader'
const KEYS = 'https://console.cloud.google.com/iam-admin/serviceaccounts'

export const GOOGLE_FORM: RegistryForm = {
  title: 'Google Artifact Registry',
  urlHint: 'https://<location>-docker.pkg.dev, or a gcr.io host that Artifact Registry serves',
  urlPattern: ADDRESS_PATTERN,
  fields: [
    {
      name: 'gcp_credentials_type',
      label: 'Type of credential',
      hint: 'Leave it empty for the key of a service account.',
      required: false,
      secret: false,
      options: [
        { value: FEDERATION, label: 'Workload identity federation' },
        { value: 'service_account_key', label: 'Service account key' },
      ],
    },
    {
      name: 'region',
      label: 'Location',
      hint: 'A region or us, europe, asia; read from the address where it is left out.',
      required: false,
      secret: false,
      placeholder: 'europe-west1',
    },
    {
      name: 'project_id',
      label: 'Project ID',
      hint: 'The project whose images are listed; read from the key where it is left out.',
      required: false,
      secret: false,
      placeholder: 'my-project-123',
    },
    {
      name: 'workload_identity_provider_resource',
      label: 'Workload identity provider',
      hint: 'Its resource name, with the number of the project.',
      required: false,
      secret: false,
      link: 'https://console.cloud.google.com/iam-admin/workload-identity-pools',
      placeholder: 'projects/123456789/locations/global/workloadIdentityPools/pool/providers/provider',
    },
    {
      name: 'service_account_email',
      label: 'Service account',
      hint: 'The one that the federated identity acts as.',
      required: false,
      secret: false,
      link: KEYS,
      placeholder: 'puller@my-project-123.iam.gserviceaccount.com',
    },
    {
      name: 'token_lifetime_seconds',
      label: 'Lifetime of tokens',
      hint: 'In seconds; 3600 unless said. More needs an exception of the organization policy.',
      required: false,
      secret: false,
      placeholder: '3600',
      pattern: '[0-9]{3,5}',
    },
    {
      name: 'json_credentials',
      label: 'Service account key',
      hint: 'The whole JSON file, or Base64 of it.',
      required: false,
      secret: true,
      link: KEYS,
      multiline: true,
    },
    {
      name: 'username',
      label: 'User name',
      hint: 'Only for what `docker login` takes: _json_key, _json_key_base64 or oauth2accesstoken.',
      required: false,
      secret: false,
    },
    {
      name: 'password',
      label: 'Password',
      hint: 'The key or the access token that goes with the user name. An access token ends within the hour.',
      required: false,
      secret: true,
    },
  ],
  logins: [
    {
      id: 'workload-identity',
      title: 'Workload identity federation',
      hint: 'No key is stored: this server shows its own identity, if its operator lends it.',
      fields: [
        'gcp_credentials_type',
        'workload_identity_provider_resource',
        'service_account_email',
        'project_id',
        'region',
        'token_lifetime_seconds',
      ],
      leastRights: [READER, 'roles/iam.workloadIdentityUser on the service account'],
    },
    {
      id: 'service-account-key',
      title: 'Service account key',
      hint: 'A key of a service account that may only read.',
      fields: ['json_credentials', 'project_id', 'region'],
      leastRights: [READER],
    },
    {
      id: 'account',
      title: 'User name and password',
      hint: 'What was used with `docker login` before.',
      fields: ['username', 'password', 'project_id', 'region'],
      leastRights: [READER],
    },
  ],
  anonymous: true,
  steps: [
    'Create a service account in the project of the images.',
    `Grant it ${READER} on the repositories that are to be pulled from.`,
    'Let a workload identity provider act as it, or make a JSON key and paste the file.',
  ],
}
