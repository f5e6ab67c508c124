import type { FormField, RegistryForm } from '@fairlead/core'
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

export const GHCR_FORM: RegistryForm = {
  title: 'GitHub Container Registry',
  url: GHCR.registry,
  fields: fields(false),
}

// The page that makes a token is on the enterprise's own host, which is not known before it is typed.
export const ENTERPRISE_FORM: RegistryForm = {
  title: 'GitHub Enterprise Container Registry',
  urlHint: 'https://containers.<name>.ghe.com, or https://containers.<host name> of an Enterprise Server',
  fields: fields(true).map(withoutLink),
}
