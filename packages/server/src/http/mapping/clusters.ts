import {
  type Cluster as Answer,
  type BodyOf,
  type ClusterStatus,
  type operations,
  snakeKeys,
} from '@fairlead/api'
import {
  type Cluster,
  type ClusterInput,
  type Finding,
  hasError,
  type KubernetesSettings,
  Secret,
  type TargetSettings,
} from '@fairlead/core'

type Request = BodyOf<typeof operations.createCluster>
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
  publish,
  ...settings
}: Omit<KubernetesRequest, 'kubeconfig'>): KubernetesSettings {
  return {
    ...settings,
    podSecurity: pod_security,
    runAsUser: run_as_user,
    publish:
      publish.kind === 'ingress'
        ? {
            kind: 'ingress',
            className: publish.class_name,
            domain: publish.domain,
            tlsSecret: publish.tls_secret,
          }
        : publish,
  }
}

function secretOf(target: Request['target']): { secret?: Secret } {
  const kubeconfig = target?.kind === 'kubernetes' ? target.kubeconfig : undefined
  return kubeconfig ? { secret: new Secret(kubeconfig) } : {}
}

export const toClusterInput = ({ name, description, is_default, target }: Request): ClusterInput => ({
  name,
  description: description ?? '',
  isDefault: is_default ?? false,
  target: toTarget(target),
  ...secretOf(target),
})

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
  target: snakeKeys(cluster.target),
})

export const toClusterStatus = (clusterId: string, findings: readonly Finding[]): ClusterStatus => ({
  cluster_id: clusterId,
  status: hasError(findings) ? 'DEPLOYMENT_ERROR' : 'DEPLOYED',
  is_deployed: !hasError(findings),
  reason: 'UNSPECIFIED',
  findings: snakeKeys(findings),
})
