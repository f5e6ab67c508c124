import type { FormField, LoginForm, RegistryForm } from '@fairlead/core'
import { GHCR } from './addresses.ts'
import { createLinks } from './links.ts'

const SCOPES =
  'read:packages and read:org; write:packages only to push; repo only where a package inherits from a private repository'

const fields = (required: boolean): readonly FormField[] => [
  {
    name: 'username',
    label: 'Container registry prefix',
    hint: 'Name of the GitHub organization or user, in lower case: the <owner> of <owner>/<image>:<tag>.',
    required,
    secret: false,
  },
  {
    name: 'password',
    label: 'Personal access token',
    hint: `A token (classic) with ${SCOPES}.`,
    required,
    secret: true,
    link: createLinks(GHCR.web).newToken(['read:packages', 'read:org']),
  },
]

const withoutLink = ({ link: _, ...field }: FormField): FormField => field

const LOGINS: readonly LoginForm[] = [
  {
    id: 'account',
    title: 'Personal access token (classic)',
    hint: 'Of an account that belongs to a machine and not to a person, so that it outlives people.',
    fields: ['username', 'password'],
    leastRights: ['read:packages', 'read:org'],
  },
]

const STEPS: readonly string[] = [
  'Open the page that makes a personal access token (classic): fine-grained tokens do not work with GitHub Packages.',
  'Tick read:packages, and read:org where the owner is an organization; choose an expiry.',
  'Where the organization uses SAML single sign-on, choose "Configure SSO" beside the token and authorize it.',
  'Copy the token, which GitHub shows once, and enter it with the container registry prefix.',
]

export const GHCR_FORM: RegistryForm = {
  title: 'GitHub Container Registry',
  url: GHCR.registry,
  fields: fields(false),
  logins: LOGINS,
  anonymous: true,
  steps: STEPS,
}

// The page that makes a token is on the enterprise's own host, which is not known before it is typed.
export const ENTERPRISE_FORM: RegistryForm = {
  title: 'GitHub Enterprise Container Registry',
  urlHint: 'https://containers.<name>.ghe.com, or https://containers.<host name> of an Enterprise Server',
  urlPattern: 'https://containers\\.[\\w.-]+',
  fields: fields(true).map(withoutLink),
  logins: LOGINS,
  anonymous: false,
  steps: STEPS,
}
