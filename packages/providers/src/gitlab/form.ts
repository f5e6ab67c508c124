import type { RegistryForm } from '@fairlead/core'
import { gitlabLinks } from './addresses.ts'

export const GITLAB_FORM: RegistryForm = {
  title: 'GitLab Container Registry',
  urlHint: `Empty for gitlab.com; else the address of your own GitLab's registry, such as https://registry.example.com or https://gitlab.example.com:5050.`,
  urlPattern: 'https?://[^/?#@]+/?',
  fields: [
    {
      name: 'username',
      label: 'User name',
      hint: 'Of a deploy token exactly the name it was given; of any other token the name of its user.',
      required: false,
      secret: false,
      placeholder: 'gitlab+deploy-token-1',
    },
    {
      name: 'password',
      label: 'Token',
      hint: 'A deploy token, or a project, group or personal access token, with read_registry; write_registry to push, read_api to list images.',
      required: false,
      secret: true,
      link: gitlabLinks('https://gitlab.com').newToken(['read_registry', 'read_api']),
      placeholder: 'glpat-… or gldt-…',
    },
    {
      name: 'token_realm',
      label: 'Token realm',
      hint: 'Only where GitLab is on another site than its registry: the address there that makes the tokens.',
      required: false,
      secret: false,
      placeholder: 'https://gitlab.example.com/jwt/auth',
      pattern: 'https?://[^?#@]+',
    },
  ],
  logins: [
    {
      id: 'account',
      title: 'Access token or deploy token',
      hint: 'A group or project access token tells its expiry and lists images; a deploy token can do less and tells nothing of itself.',
      fields: ['username', 'password', 'token_realm'],
      leastRights: ['read_registry'],
    },
  ],
  anonymous: true,
  steps: [
    'Open Settings, Access tokens of the project or group, or the page that makes a personal access token.',
    'Choose the role Reporter or more, read_registry, read_api so that images can be listed, and an expiry.',
    'Copy the token, which GitLab shows once, and enter it with the user name.',
    'Leave both empty for images of public projects.',
  ],
}
