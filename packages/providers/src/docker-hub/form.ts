import type { RegistryForm } from '@fairlead/core'
import { DOCKER_HUB, LINKS } from './addresses.ts'

export const DOCKER_HUB_FORM: RegistryForm = {
  title: 'Docker Hub',
  url: DOCKER_HUB,
  fields: [
    {
      name: 'username',
      label: 'Docker ID',
      hint: 'User name of the account, or name of the organization that an organization access token belongs to; not an e-mail address.',
      required: false,
      secret: false,
      pattern: '[^\\s@]+',
    },
    {
      name: 'password',
      label: 'Access token',
      hint: 'A personal or organization access token with Read-only access, or Read & Write to push. A password works only without two-factor authentication and single sign-on.',
      required: false,
      secret: true,
      link: LINKS.personalTokens,
      placeholder: 'dckr_pat_…',
    },
  ],
  logins: [
    {
      id: 'account',
      title: 'Access token',
      hint: 'An organization access token outlives people; a personal one of an account that belongs to a machine is the next best.',
      fields: ['username', 'password'],
      leastRights: ['repo:read'],
    },
  ],
  anonymous: true,
  steps: [
    'Open the page that makes a personal access token, or have an owner of the organization make an organization access token.',
    'Choose Read-only, or Read & Write to push, and an expiry.',
    'Copy the token, which Docker shows once, and enter it with the Docker ID.',
    'Leave both empty for public images; anonymous pulls have the smallest limit.',
  ],
}
