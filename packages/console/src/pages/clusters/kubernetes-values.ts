import type { Cluster, ClusterRequest } from '@fairlead/api/client'

type Kubernetes = Extract<Cluster['target'], { kind: 'kubernetes' }>
type Request = Extract<NonNullable<ClusterRequest['target']>, { kind: 'kubernetes' }>

/** What a form holds of a Kubernetes cluster: texts, where the API has null for what is empty. */
export interface KubernetesValues {
  access: Kubernetes['access']
  kubeconfig: string
  context: string
  namespace: string
  pod_security: Kubernetes['pod_security']
  run_as_user: string
  storage_class: string
  publish: {
    kind: Kubernetes['publish']['kind']
    domain: string
    class_name: string
    tls_secret: string
    namespace: string
    name: string
  }
}

const NO_ROUTE = { domain: '', class_name: '', tls_secret: '', namespace: '', name: '' }

export const NEW_KUBERNETES: KubernetesValues = {
  access: 'kubeconfig',
  kubeconfig: '',
  context: '',
  namespace: '',
  pod_security: 'restricted',
  run_as_user: '',
  storage_class: '',
  publish: { kind: 'load-balancer', ...NO_ROUTE },
}

/** Names of the fields as the server calls them. */
export const KUBERNETES_FIELDS = [
  'target.access',
  'target.kubeconfig',
  'target.context',
  'target.namespace',
  'target.pod_security',
  'target.run_as_user',
  'target.storage_class',
  'target.publish.kind',
  'target.publish.domain',
  'target.publish.class_name',
  'target.publish.tls_secret',
  'target.publish.namespace',
  'target.publish.name',
]

/** The form of a cluster that is there. Its kubeconfig is never given back, so that the field is empty. */
export const fromKubernetes = ({ publish, ...target }: Kubernetes): KubernetesValues => ({
  access: target.access,
  kubeconfig: '',
  context: target.context ?? '',
  namespace: target.namespace ?? '',
  pod_security: target.pod_security,
  run_as_user: target.run_as_user === null ? '' : String(target.run_as_user),
  storage_class: target.storage_class ?? '',
  publish: {
    kind: publish.kind,
    ...NO_ROUTE,
    ...(publish.kind === 'ingress'
      ? {
          domain: publish.domain,
          class_name: publish.class_name ?? '',
          tls_secret: publish.tls_secret ?? '',
        }
      : {}),
    ...(publish.kind === 'gateway'
      ? { domain: publish.domain, namespace: publish.namespace, name: publish.name }
      : {}),
  },
})

const given = (text: string): string | null => (text.trim() === '' ? null : text.trim())

export const toKubernetes = (values: KubernetesValues): Request => ({
  kind: 'kubernetes',
  access: values.access,
  ...(values.access === 'kubeconfig' && values.kubeconfig !== '' ? { kubeconfig: values.kubeconfig } : {}),
  context: given(values.context),
  namespace: given(values.namespace),
  pod_security: values.pod_security,
  run_as_user: given(values.run_as_user) === null ? null : Number(values.run_as_user),
  storage_class: given(values.storage_class),
  publish: toPublish(values.publish),
})

function toPublish(publish: KubernetesValues['publish']): NonNullable<Request['publish']> {
  const { kind, domain, class_name, tls_secret, namespace, name } = publish
  switch (kind) {
    case 'load-balancer':
    case 'node-port':
      return { kind }
    case 'ingress':
      return { kind, domain, class_name: given(class_name), tls_secret: given(tls_secret) }
    case 'gateway':
      return { kind, domain, namespace, name }
  }
}
