import type { Cluster } from '@fairlead/api/client'
import { ContainerIcon, GitBranchIcon } from '@primer/octicons-react'

export type TargetKind = Cluster['target']['kind']

/** The kinds of deploy target, with what each is for. */
export const TARGET_KINDS = {
  docker: {
    label: 'Docker engine',
    icon: ContainerIcon,
    about: 'Applications run as containers of a Docker engine on the machine of this server.',
  },
  gitops: {
    label: 'Git repository',
    icon: GitBranchIcon,
    about:
      'Each deployment is a commit of Kubernetes manifests, which a GitOps controller such as Argo CD or Flux applies.',
  },
} as const satisfies Record<TargetKind, object>

/** Where a cluster is: the words of its kind and their values. */
export const addressOf = ({ target }: Cluster): readonly (readonly [string, string])[] =>
  target.kind === 'docker'
    ? [
        ['Engine', target.endpoint],
        ['Ports published at', target.publish_address],
      ]
    : [
        ['Folder', target.folder],
        ['Branch', target.branch],
      ]
