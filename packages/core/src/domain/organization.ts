import type { SealedSecret } from '../ports/vault.ts'

/** All times of the domain are ISO 8601 in UTC with milliseconds; all ids are UUIDs. */
export interface Organization {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

export interface Project {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly description: string
  readonly createdAt: string
  readonly updatedAt: string
}

export type EnvironmentMode = 'DEVELOPMENT' | 'PREVIEW' | 'PRODUCTION' | 'STAGING'

export interface Environment {
  readonly id: string
  readonly organizationId: string
  readonly projectId: string
  readonly clusterId: string
  readonly name: string
  readonly mode: EnvironmentMode
  readonly createdAt: string
  readonly updatedAt: string
}

export type TargetKind = TargetSettings['kind']

/** A deploy target. The contract calls it a cluster. */
export interface Cluster {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly description: string
  readonly target: TargetSettings
  /** What the target is opened with, sealed: a kubeconfig. Null where nothing is needed. */
  readonly sealedSecret: SealedSecret | null
  readonly isDefault: boolean
  readonly createdAt: string
  readonly updatedAt: string
}

export type TargetSettings =
  | {
      readonly kind: 'docker'
      /** Engine socket, `unix:///var/run/docker.sock`. */
      readonly endpoint: string
      /** Address that published ports bind to, `127.0.0.1`. */
      readonly publishAddress: string
    }
  | {
      readonly kind: 'gitops'
      /** Absolute path of a Git work tree, or of a folder that becomes one. */
      readonly folder: string
      readonly branch: string
    }
  | KubernetesSettings

/** How far a pod is kept from its node. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export type PodSecurityLevel = 'restricted' | 'baseline'

/** How publicly accessible ports are reached from outside of a cluster. */
export type PublishSettings =
  | { readonly kind: 'load-balancer' }
  | { readonly kind: 'node-port' }
  /** HTTP and gRPC by an Ingress at `<service>-<environment>-<project>.<domain>`; other ports by a load balancer. */
  | {
      readonly kind: 'ingress'
      /** Null: the cluster's default class. */
      readonly className: string | null
      readonly domain: string
      /** Secret with the certificate, in the service's namespace; null: plain HTTP. */
      readonly tlsSecret: string | null
    }
  /** The same by an HTTPRoute or GRPCRoute on a Gateway that is there. */
  | { readonly kind: 'gateway'; readonly namespace: string; readonly name: string; readonly domain: string }

export interface KubernetesSettings {
  readonly kind: 'kubernetes'
  /** `kubeconfig`: one that the user gave, kept sealed; `in-cluster`: the service account of the server's own pod. */
  readonly access: 'kubeconfig' | 'in-cluster'
  /** Context of the kubeconfig; null: its current one. */
  readonly context: string | null
  /** One namespace for all, which Fairlead neither makes nor removes; null: one of its own for each environment. */
  readonly namespace: string | null
  readonly podSecurity: PodSecurityLevel
  /** User id that containers run as, for images that name none or name it by letters; null: as the image says. */
  readonly runAsUser: number | null
  /** Of the volumes of services; null or absent: the cluster's default class. */
  readonly storageClass?: string | null
  readonly publish: PublishSettings
}
