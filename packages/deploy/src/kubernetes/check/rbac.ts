import { invalidRequest } from '@fairlead/core'
import { groupOf } from '../connection/objects.ts'
import { NEEDED_RIGHTS, type NeededRight, resourceOf } from './rights.ts'

export interface RbacPlace {
  /** The one namespace that the cluster's settings name; null: Fairlead makes one for each environment. */
  readonly namespace: string | null
  /** Where the service account is made. */
  readonly serviceAccountNamespace?: string
}

/** What an administrator of a cluster applies, and how the login for Fairlead comes of it. */
export interface RbacManifest {
  /** YAML for `kubectl apply -f -`. */
  readonly manifest: string
  /** Shell commands that print a kubeconfig of the service account. */
  readonly kubeconfig: string
}

const NAME = 'fairlead'
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** The least rights that Fairlead works with. Throws `request.invalid` for a text that is no namespace. */
export function rbacManifest({ namespace, serviceAccountNamespace = NAME }: RbacPlace): RbacManifest {
  for (const each of [namespace ?? NAME, serviceAccountNamespace]) expectNamespace(each)
  const granted = NEEDED_RIGHTS.filter(
    ({ namespaces }) => namespaces === undefined || namespaces === (namespace === null ? 'own' : 'given'),
  )
  const roles =
    namespace === null
      ? [role('ClusterRole', granted), binding('ClusterRole', serviceAccountNamespace)]
      : [
          role(
            'Role',
            granted.filter(({ scope }) => scope === 'namespace'),
            namespace,
          ),
          binding('Role', serviceAccountNamespace, namespace),
          role(
            'ClusterRole',
            granted.filter(({ scope }) => scope === 'cluster'),
          ),
          binding('ClusterRole', serviceAccountNamespace),
        ]
  const namespaces = new Set([serviceAccountNamespace, ...(namespace === null ? [] : [namespace])])
  const documents = [...[...namespaces].map(namespaceOf), account(serviceAccountNamespace), ...roles]
  return { manifest: documents.join('---\n'), kubeconfig: kubeconfigCommands(serviceAccountNamespace) }
}

function expectNamespace(name: string): void {
  if (LABEL.test(name)) return
  throw invalidRequest([
    {
      field: 'namespace',
      problem: 'is not a Kubernetes name',
      remedy: 'Use lowercase letters, digits and "-", such as shop-staging.',
    },
  ])
}

const namespaceOf = (name: string): string => `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
`

/** With a token that lasts as long as its Secret: one of "kubectl create token" would end within hours or days. */
const account = (namespace: string): string => `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${NAME}
  namespace: ${namespace}
---
# Delete this Secret to take the login back.
apiVersion: v1
kind: Secret
metadata:
  name: ${NAME}-token
  namespace: ${namespace}
  annotations:
    kubernetes.io/service-account.name: ${NAME}
type: kubernetes.io/service-account-token
`

const role = (
  kind: 'Role' | 'ClusterRole',
  rights: readonly NeededRight[],
  namespace?: string,
): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata:
  name: ${NAME}${namespace === undefined ? '' : `\n  namespace: ${namespace}`}
rules:
${rights.map(rule).join('')}`

const rule = (right: NeededRight): string => `  # To ${right.reason}${right.isOptional ? ' (optional)' : ''}.
  - apiGroups: ["${groupOf(right.kind)}"]
    resources: [${resourceOf(right)}]
    verbs: [${right.verbs.join(', ')}]
`

const binding = (
  kind: 'Role' | 'ClusterRole',
  serviceAccountNamespace: string,
  namespace?: string,
): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}Binding
metadata:
  name: ${NAME}${namespace === undefined ? '' : `\n  namespace: ${namespace}`}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ${kind}
  name: ${NAME}
subjects:
  - kind: ServiceAccount
    name: ${NAME}
    namespace: ${serviceAccountNamespace}
`

/**
 * Run by whoever applied the manifest, in a shell of its own that leaves the settings of theirs alone. The last view
 * leaves out every login but the service account's; the administrator's does not stay behind, whatever fails.
 */
const kubeconfigCommands = (namespace: string): string => `(
  set -e; umask 077; trap 'rm -f admin.kubeconfig' EXIT
  kubectl config view --raw --flatten --minify > admin.kubeconfig
  export KUBECONFIG=admin.kubeconfig
  kubectl config set-credentials ${NAME} --token="$(kubectl -n ${namespace} get secret ${NAME}-token -o jsonpath='{.data.token}' | base64 -d)"
  kubectl config set-context --current --user=${NAME}
  kubectl config view --raw --flatten --minify > ${NAME}.kubeconfig
)
`
