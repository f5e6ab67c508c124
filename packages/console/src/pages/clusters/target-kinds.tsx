import type { Cluster } from '@fairlead/api/client'
import { ContainerIcon, GitBranchIcon, ServerIcon } from '@primer/octicons-react'

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
  kubernetes: {
    label: 'Kubernetes',
    icon: ServerIcon,
    about: 'Applications run as Deployments of a Kubernetes cluster, applied and watched by this server.',
  },
} as const satisfies Record<TargetKind, object>

/** Where a cluster is: the words of its kind and their values. */
export function addressOf({ target }: Cluster): readonly (readonly [string, string])[] {
  switch (target.kind) {
    case 'docker':
      return [
        ['Engine', target.endpoint],
        ['Ports published at', target.publish_address],
      ]
    case 'gitops':
      return [
        ['Folder', target.folder],
        ['Branch', target.branch],
      ]
    case 'kubernetes':
      return [
        ['Reached by', target.access === 'in-cluster' ? 'the service account of its pod' : 'a kubeconfig'],
        ['Namespace', target.namespace ?? 'one for each environment'],
        ['Pod security', target.pod_security],
      ]
  }
}
