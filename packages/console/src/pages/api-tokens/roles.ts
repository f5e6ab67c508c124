import type { ApiToken } from '@fairlead/api/client'

export type Role = ApiToken['role']

/** What each role may do, in the order of growing power; the machines' one last. */
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
  {
    role: 'node',
    label: 'Node',
    may: 'For the nodes of a cluster: is given the logins that images are pulled with. Sees and does nothing else.',
  },
] as const satisfies readonly { role: Role; label: string; may: string }[]
