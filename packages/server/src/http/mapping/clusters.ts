import {
  type Cluster as Answer,
  type BodyOf,
  type ClusterStatus,
  type operations,
  snakeKeys,
} from '@fairlead/api'
import {
  type Cluster,
  type ClusterCheck,
  type ClusterEdit,
  type ClusterInput,
  formatPlatform,
  hasError,
  type KubernetesSettings,
  type PublishSettings,
  Secret,
  type TargetSettings,
} from '@fairlead/core'

type Request = BodyOf<typeof operations.createCluster>
type EditRequest = BodyOf<typeof operations.editCluster>
type KubernetesRequest = Extract<NonNullable<Request['target']>, { kind: 'kubernetes' }>

const LOCAL_DOCKER: TargetSettings = {
  kind: 'docker',
  endpoint: 'unix:///var/run/docker.sock',
  publishAddress: '127.0.0.1',
}

function toTarget(target: Request['target']): TargetSettings {
  if (!target) return LOCAL_DOCKER
  switch (target.kind) {
    case 'gitops':
      return target
    case 'docker':
      return { kind: 'docker', endpoint: target.endpoint, publishAddress: target.publish_address }
    case 'kubernetes': {
      const { kubeconfig: _secret, ...settings } = target
      return toKubernetes(settings)
    }
  }
}

function toKubernetes({
  pod_security,
  run_as_user,
  storage_class,
  publish,
  ...settings
}: Omit<KubernetesRequest, 'kubeconfig'>): KubernetesSettings {
  return {
    ...settings,
    podSecurity: pod_security,
    runAsUser: run_as_user,
    storageClass: storage_class,
    publish: toPublish(publish),
  }
}

const toPublish = (publish: KubernetesRequest['publish']): PublishSettings =>
  publish.kind === 'ingress'
    ? {
        kind: 'ingress',
        className: publish.class_name,
        domain: publish.domain,
        tlsSecret: publish.tls_secret,
      }
    : publish

function secretOf(target: Request['target'] | EditRequest['target']): { secret?: Secret } {
  const kubeconfig = target?.kind === 'kubernetes' ? target.kubeconfig : undefined
  return kubeconfig ? { secret: new Secret(kubeconfig) } : {}
}

export const toClusterInput = (
  { name, description, is_default, target }: Request,
  unverified: string | undefined,
): ClusterInput => ({
  name,
  description: description ?? '',
  isDefault: is_default ?? false,
  target: toTarget(target),
  ...secretOf(target),
  unverified: unverified === 'true',
})

export const toClusterEdit = (
  { name, description, target }: EditRequest,
  unverified: string | undefined,
): ClusterEdit => ({
  name,
  description: description ?? '',
  ...(target ? { changes: toChanges(target) } : {}),
  ...secretOf(target),
  unverified: unverified === 'true',
})

function toChanges(target: NonNullable<EditRequest['target']>): NonNullable<ClusterEdit['changes']> {
  const { access, context, namespace, pod_security, run_as_user, storage_class, publish } = target
  return {
    ...(access === undefined ? {} : { access }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(pod_security === undefined ? {} : { podSecurity: pod_security }),
    ...(run_as_user === undefined ? {} : { runAsUser: run_as_user }),
    ...(storage_class === undefined ? {} : { storageClass: storage_class }),
    ...(publish === undefined ? {} : { publish: toPublish(publish) }),
  }
}

export const toCluster = (cluster: Cluster): Answer => ({
  id: cluster.id,
  created_at: cluster.createdAt,
  updated_at: cluster.updatedAt,
  organization: { id: cluster.organizationId },
  name: cluster.name,
  description: cluster.description,
  region: 'on-premise',
  cloud_provider: 'ON_PREMISE',
  kubernetes: 'SELF_MANAGED',
  is_default: cluster.isDefault,
  status: 'DEPLOYED',
  deployment_status: 'UP_TO_DATE',
  target:
    cluster.target.kind === 'kubernetes'
      ? { ...snakeKeys(cluster.target), storage_class: cluster.target.storageClass ?? null }
      : snakeKeys(cluster.target),
})

export const toClusterStatus = (
  clusterId: string,
  { findings, facts, platforms }: ClusterCheck,
): ClusterStatus => ({
  cluster_id: clusterId,
  status: hasError(findings) ? 'DEPLOYMENT_ERROR' : 'DEPLOYED',
  is_deployed: !hasError(findings),
  reason: 'UNSPECIFIED',
  findings: snakeKeys(findings),
  version: facts?.version ?? null,
  platforms: platforms.map(formatPlatform),
  rights: snakeKeys(facts?.rights ?? []),
})
