import type { ApiToken } from '@fairlead/api/client'

export type Role = ApiToken['role']

/** What each role may do, in the order of growing power. */
export const ROLES = [
  {
    role: 'viewer',
    label: 'Viewer',
    may: 'Sees registries, applications, deployments and their logs. Changes nothing.',
  },
  {
    role: 'deployer',
    label: 'Deployer',
    may: 'Also creates, changes and deploys applications. The role for CI.',
  },
  {
    role: 'admin',
    label: 'Admin',
    may: 'Also changes registries and their credentials, clusters, webhooks, API tokens and the organization itself.',
  },
] as const satisfies readonly { role: Role; label: string; may: string }[]
