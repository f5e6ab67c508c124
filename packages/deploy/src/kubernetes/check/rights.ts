import type { KubernetesSettings, PublishSettings } from '@fairlead/core'
import { FOREIGN_KINDS } from '../apply/namespace.ts'
import { groupOf, type Kind, RESOURCES } from '../connection/objects.ts'

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'patch' | 'delete'

/** What Fairlead may have to do with one kind of object, and why. */
export interface NeededRight {
  readonly kind: Kind
  readonly subresource?: 'log'
  readonly verbs: readonly Verb[]
  /** Completes `Needed to …`. */
  readonly reason: string
  /** `cluster`: of the whole cluster, also where one namespace is set. */
  readonly scope: 'namespace' | 'cluster'
  /** Without it Fairlead deploys all the same, and cannot tell what the reason says. */
  readonly isOptional?: true
  /** Needed only where ports are published so. */
  readonly publish?: PublishSettings['kind']
  /** Needed only where each environment has a namespace of its own (`own`), or all share a given one (`given`). */
  readonly namespaces?: 'own' | 'given'
}

/** An object that is applied from the server's side (which asks for create as well), found by labels and removed. */
const OWNED = ['get', 'list', 'create', 'patch', 'delete'] as const
/** Of a kind that is made only where ports are published by it; what it left is removed whichever way is set now. */
const PUBLISHED = ['get', 'create', 'patch'] as const
const READ = ['get', 'list', 'watch'] as const
const FOLLOWED = {
  verbs: ['watch'],
  reason: 'follow the state of all services without asking for each again and again',
  scope: 'namespace',
  isOptional: true,
} as const

/**
 * The least that a target needs: the check asks for these, `fairlead cluster rbac` grants these, and docs/kubernetes.md
 * lists them. Server-side apply asks for patch, and for create where the object is new:
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export const NEEDED_RIGHTS: readonly NeededRight[] = [
  {
    kind: 'Namespace',
    verbs: ['get', 'create', 'patch', 'delete'],
    reason: 'keep a namespace for each environment, and remove it with the last service',
    scope: 'cluster',
    namespaces: 'own',
  },
  {
    kind: 'Namespace',
    verbs: ['list', 'watch'],
    reason: 'wait for a namespace that is being deleted before it is made anew',
    scope: 'cluster',
    isOptional: true,
    namespaces: 'own',
  },
  {
    kind: 'Namespace',
    verbs: ['get'],
    reason: 'see that the given namespace is there',
    scope: 'namespace',
    namespaces: 'given',
  },
  {
    kind: 'Deployment',
    verbs: [...OWNED, 'watch'],
    reason: 'run services and follow their rollouts',
    scope: 'namespace',
  },
  { kind: 'ReplicaSet', verbs: READ, reason: 'tell new pods from old ones', scope: 'namespace' },
  { kind: 'Pod', verbs: READ, reason: 'see whether instances start and serve', scope: 'namespace' },
  {
    kind: 'Pod',
    subresource: 'log',
    verbs: ['get'],
    reason: "show services' logs, and the last lines of a crash",
    scope: 'namespace',
  },
  { kind: 'Event', verbs: ['list', 'watch'], reason: 'say why a pod does not start', scope: 'namespace' },
  { kind: 'Service', verbs: OWNED, reason: 'give services their ports', scope: 'namespace' },
  { kind: 'ConfigMap', verbs: OWNED, reason: 'give services their variables', scope: 'namespace' },
  {
    kind: 'Secret',
    verbs: OWNED,
    reason:
      'give services their secret variables and nodes the login to pull with, and keep the version to go back to',
    scope: 'namespace',
  },
  {
    kind: 'PersistentVolumeClaim',
    verbs: OWNED,
    reason: 'keep the volumes of services, and remove them with their service',
    scope: 'namespace',
  },
  {
    kind: 'ServiceAccount',
    verbs: OWNED,
    reason: 'run pods without rights of their own',
    scope: 'namespace',
  },
  {
    kind: 'HorizontalPodAutoscaler',
    verbs: OWNED,
    reason: 'scale services between their fewest and most instances',
    scope: 'namespace',
  },
  {
    kind: 'PodDisruptionBudget',
    verbs: OWNED,
    reason: 'keep services up while nodes are drained',
    scope: 'namespace',
  },
  {
    kind: 'Ingress',
    verbs: PUBLISHED,
    reason: 'publish HTTP and gRPC ports by an Ingress',
    scope: 'namespace',
    publish: 'ingress',
  },
  {
    kind: 'HTTPRoute',
    verbs: PUBLISHED,
    reason: 'publish HTTP ports on a Gateway',
    scope: 'namespace',
    publish: 'gateway',
  },
  {
    kind: 'GRPCRoute',
    verbs: PUBLISHED,
    reason: 'publish gRPC ports on a Gateway',
    scope: 'namespace',
    publish: 'gateway',
  },
  ...(['Ingress', 'HTTPRoute', 'GRPCRoute'] as const).map(
    (kind): NeededRight => ({
      kind,
      verbs: ['list', 'delete'],
      reason: 'remove what an earlier way of publishing ports made',
      scope: 'namespace',
    }),
  ),
  ...FOREIGN_KINDS.filter((kind) => kind !== 'ResourceQuota').map(
    (kind): NeededRight => ({
      kind,
      verbs: ['list'],
      reason: 'see that nobody else uses a namespace before it is removed; else it stays',
      scope: 'namespace',
      isOptional: true,
      namespaces: 'own',
    }),
  ),
  ...(
    [
      'Service',
      'ConfigMap',
      'Secret',
      'ServiceAccount',
      'HorizontalPodAutoscaler',
      'PodDisruptionBudget',
    ] as const
  ).map((kind): NeededRight => ({ kind, ...FOLLOWED })),
  { kind: 'Ingress', ...FOLLOWED, publish: 'ingress' },
  { kind: 'HTTPRoute', ...FOLLOWED, publish: 'gateway' },
  { kind: 'GRPCRoute', ...FOLLOWED, publish: 'gateway' },
  {
    kind: 'ResourceQuota',
    verbs: ['list'],
    reason: 'see before a deployment whether a quota has room for it',
    scope: 'namespace',
    isOptional: true,
  },
  {
    kind: 'Node',
    verbs: ['list'],
    reason: 'see which platforms images must offer',
    scope: 'cluster',
    isOptional: true,
  },
  {
    kind: 'IngressClass',
    verbs: ['list'],
    reason: 'see that a controller serves the class of the Ingress',
    scope: 'cluster',
    isOptional: true,
    publish: 'ingress',
  },
  {
    kind: 'Gateway',
    verbs: ['get'],
    reason: 'see that the Gateway is there',
    scope: 'cluster',
    isOptional: true,
    publish: 'gateway',
  },
]

/** Those that a cluster with these settings needs. */
export const rightsFor = ({
  namespace,
  publish,
}: Pick<KubernetesSettings, 'namespace' | 'publish'>): readonly NeededRight[] =>
  NEEDED_RIGHTS.filter(
    (right) =>
      (right.publish === undefined || right.publish === publish.kind) &&
      (right.namespaces === undefined || right.namespaces === (namespace === null ? 'own' : 'given')),
  )

/** `pods/log` */
export const resourceOf = ({ kind, subresource }: NeededRight): string =>
  subresource === undefined ? RESOURCES[kind].plural : `${RESOURCES[kind].plural}/${subresource}`

/** `deployments.apps`, as kubectl writes it. */
export const qualifiedResource = (right: NeededRight): string =>
  groupOf(right.kind) === '' ? resourceOf(right) : `${resourceOf(right)}.${groupOf(right.kind)}`
