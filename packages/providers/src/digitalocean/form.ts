import type { RegistryForm } from '@fairlead/core'
import { DOCR, LINKS } from './addresses.ts'

export const DOCR_FORM: RegistryForm = {
  title: 'DigitalOcean Container Registry',
  url: DOCR,
  fields: [
    {
      name: 'username',
      label: 'Account',
      hint: 'Optional, and only shown: the registry is told the token for the user name as well.',
      required: false,
      secret: false,
    },
    {
      name: 'password',
      label: 'Personal access token',
      hint: 'With the scope registry:read; registry:create and registry:update as well to push.',
      required: true,
      secret: true,
      link: LINKS.newToken,
      placeholder: 'dop_v1_…',
    },
  ],
  logins: [
    {
      id: 'account',
      title: 'Personal access token',
      hint: 'With custom scopes, for nothing but the registry.',
      fields: ['username', 'password'],
      leastRights: ['registry:read'],
    },
  ],
  anonymous: false,
  steps: [
    'Open the page that makes a personal access token.',
    'Choose Custom Scopes with registry:read, and an expiry.',
    'Copy the token, which DigitalOcean shows once. Images are <registry>/<image>.',
  ],
}
