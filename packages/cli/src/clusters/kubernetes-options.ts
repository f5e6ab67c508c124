import { readFile } from 'node:fs/promises'
import type { ClusterEditRequest } from '@fairlead/api/client'
import type { Context } from '../context.ts'
import { usageFailure } from '../failure.ts'
import { integer, text } from '../options.ts'
import { readStandardInput } from '../secrets/read-input.ts'

type Changes = Omit<NonNullable<ClusterEditRequest['target']>, 'kind'>

/** How a Kubernetes cluster is reached and used, for a new one and for one that is changed. */
export const kubernetesOptions = {
  kubeconfig: text(
    'FILE',
    'Kubeconfig with the login of Fairlead; - reads it from standard input. It is kept sealed and never shown',
  ),
  context: text('NAME', 'Context of the kubeconfig, if it is not to be its current one'),
  namespace: text('NAME', 'One namespace for everything; if left out, each environment gets one of its own'),
  podSecurity: text(
    'LEVEL',
    'Pod Security Standard that pods are made for: restricted (the default) or baseline',
  ),
  runAsUser: integer(
    'ID',
    { min: 1, max: 4_294_967_294 },
    'User id that containers run as, for images that name none or name it by letters',
  ),
  storageClass: text('NAME', "Storage class of services' volumes, if it is not to be the cluster's default"),
  publish: text(
    'WAY',
    'How public ports are reached: load-balancer (the default), node-port, ingress:DOMAIN or gateway:NAMESPACE/NAME:DOMAIN',
  ),
  ingressClass: text('NAME', "Class of the Ingress, if it is not to be the cluster's default"),
  tlsSecret: text('NAME', "Secret with the Ingress's certificate, in the namespace of the services"),
}

export interface KubernetesOptionValues {
  readonly kubeconfig: string | undefined
  readonly context: string | undefined
  readonly namespace: string | undefined
  readonly podSecurity: string | undefined
  readonly runAsUser: number | undefined
  readonly storageClass: string | undefined
  readonly publish: string | undefined
  readonly ingressClass: string | undefined
  readonly tlsSecret: string | undefined
}

/** What the options say of a Kubernetes cluster; what is not given is left out. Throws a usage failure. */
export async function readKubernetes(
  options: KubernetesOptionValues,
  { io, signal }: Pick<Context, 'io' | 'signal'>,
): Promise<Changes> {
  const { kubeconfig, context, namespace, podSecurity, runAsUser, storageClass } = options
  const publish = readPublish(options)
  if (podSecurity !== undefined && podSecurity !== 'restricted' && podSecurity !== 'baseline') {
    throw usageFailure(
      `--pod-security: there is no level "${podSecurity}".`,
      'Choose restricted or baseline.',
    )
  }
  return {
    ...(kubeconfig === undefined ? {} : { kubeconfig: await readKubeconfig(kubeconfig, io, signal) }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(podSecurity === undefined ? {} : { pod_security: podSecurity }),
    ...(runAsUser === undefined ? {} : { run_as_user: runAsUser }),
    ...(storageClass === undefined ? {} : { storage_class: storageClass }),
    ...(publish === undefined ? {} : { publish }),
  }
}

async function readKubeconfig(path: string, io: Context['io'], signal: AbortSignal): Promise<string> {
  const content =
    path === '-'
      ? await readStandardInput(io, signal)
      : await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
          throw usageFailure(`--kubeconfig: ${path} cannot be read (${error.code ?? 'unknown error'}).`)
        })
  if (content.trim() !== '') return content
  throw usageFailure(`--kubeconfig: ${path === '-' ? 'standard input' : path} is empty.`)
}

function readPublish({
  publish,
  ingressClass,
  tlsSecret,
}: KubernetesOptionValues): Changes['publish'] | undefined {
  const ingress = /^ingress:(.+)$/.exec(publish ?? '')?.[1]
  if (ingress !== undefined) {
    return {
      kind: 'ingress',
      domain: ingress,
      class_name: ingressClass ?? null,
      tls_secret: tlsSecret ?? null,
    }
  }
  if (ingressClass !== undefined || tlsSecret !== undefined) {
    throw usageFailure('--ingress-class and --tls-secret are for --publish ingress:DOMAIN.')
  }
  if (publish === undefined) return undefined
  if (publish === 'load-balancer' || publish === 'node-port') return { kind: publish }
  const [, namespace, name, domain] = /^gateway:([^/]+)\/([^:]+):(.+)$/.exec(publish) ?? []
  if (namespace && name && domain) return { kind: 'gateway', namespace, name, domain }
  throw usageFailure(
    `--publish: there is no way "${publish}".`,
    'Choose load-balancer, node-port, ingress:DOMAIN or gateway:NAMESPACE/NAME:DOMAIN.',
  )
}
