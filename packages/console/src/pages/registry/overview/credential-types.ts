import type { Verification } from '@fairlead/api/client'

/** Types of credential as their makers call them. */
export const credentialTypes: Readonly<Record<Verification['credential']['type'], string>> = {
  anonymous: 'None: it pulls anonymously',
  password: 'User name and password',
  'github-classic': 'GitHub personal access token (classic)',
  'github-fine-grained': 'GitHub fine-grained personal access token',
  'github-oauth': 'GitHub OAuth token',
  'github-app-user': 'GitHub App user access token',
  'github-app-installation': 'GitHub App installation token',
  'gitlab-personal': 'GitLab personal access token',
  'gitlab-project': 'GitLab project access token',
  'gitlab-group': 'GitLab group access token',
  'gitlab-deploy': 'GitLab deploy token',
  'docker-personal': 'Docker personal access token',
  'docker-organization': 'Docker organization access token',
  'aws-keys': 'AWS access key',
  'aws-role': 'AWS role that is assumed',
  'aws-ambient': 'AWS identity of this server',
  'google-service-account': 'Google service account key',
  'google-workload-identity': 'Google workload identity federation',
  'azure-service-principal': 'Azure service principal',
  'azure-managed-identity': 'Azure managed identity',
  'azure-admin': 'Azure registry admin user',
  'scaleway-key': 'Scaleway API key',
  'digitalocean-token': 'DigitalOcean personal access token',
  unknown: 'Not known',
}
