import type { RegistryForm } from '@fairlead/core'
import { PRESETS } from './presets.ts'

export const GENERIC_FORM: RegistryForm = {
  title: 'Generic container registry',
  urlHint: 'https://registry.example.com; a path is put in front of every image name',
  urlPattern: 'https?://[^?#@]+',
  fields: [
    {
      name: 'username',
      label: 'User name',
      hint: 'Empty, with the password, for an anonymous connection. A robot account is best.',
      required: false,
      secret: false,
    },
    {
      name: 'password',
      label: 'Password or token',
      hint: 'What `docker login` asks for.',
      required: false,
      secret: true,
    },
    {
      name: 'token_realm',
      label: 'Token realm',
      hint: 'Only where the registry has its tokens made on another host: the address there that may see the credential.',
      placeholder: 'https://auth.example.com/token',
      pattern: 'https?://[^?#@]+',
      required: false,
      secret: false,
    },
  ],
  logins: [
    {
      id: 'account',
      title: 'User name and password',
      hint: 'As `docker login` takes them; the case of the name is kept.',
      fields: ['username', 'password', 'token_realm'],
      leastRights: ['pull'],
    },
  ],
  anonymous: true,
  steps: [
    'Make a robot account, or a token that may only pull, in the registry.',
    'Enter the address that `docker login` takes, and the account.',
  ],
  presets: PRESETS,
}
