import { z } from 'zod'
import { fault } from '../fault.ts'
import { description, id, name, reference, time } from '../fields.ts'
import { finding } from './finding.ts'

const dockerTarget = z.object({
  kind: z.literal('docker'),
  endpoint: z
    .string()
    .max(1024)
    .regex(
      /^unix:\/\/\/./,
      fault('is not the socket of a Docker engine', 'Write one such as unix:///var/run/docker.sock.'),
    )
    .default('unix:///var/run/docker.sock'),
  publish_address: z
    .union(
      [z.ipv4(), z.ipv6()],
      fault('is not an IP address', 'Write 127.0.0.1, or 0.0.0.0 for every interface.'),
    )
    .default('127.0.0.1')
    .describe('Address that published ports bind to.'),
})

const gitopsTarget = z.object({
  kind: z.literal('gitops'),
  folder: z
    .string()
    .max(4096)
    .regex(
      /^(\/|[A-Za-z]:\\)/,
      fault('is not an absolute path', 'Write the path from the root of the server.'),
    ),
  branch: z
    .string()
    .max(255)
    .regex(
      /^(?![-/.])(?!.*(?:\.\.|@\{|\/\/|\/\.))[^\s~^:?*[\\]+(?<![/.])$/,
      fault('is not a branch name', 'Write one such as main.'),
    )
    .default('main'),
})

// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
export const label = z
  .string()
  .max(63)
  .regex(
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
    fault('is not a Kubernetes name', 'Use lowercase letters, digits and "-", such as shop-staging.'),
  )
const objectName = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
    fault('is not a Kubernetes name', 'Use lowercase letters, digits, "." and "-".'),
  )
const domain = z
  .string()
  .max(180)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
    fault('is not a domain', 'Write one such as apps.example.com, in lowercase and without a scheme.'),
  )

const publish = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('load-balancer') }),
  z.object({ kind: z.literal('node-port') }),
  z.object({
    kind: z.literal('ingress'),
    class_name: objectName.nullable().default(null).describe("Null: the cluster's default class."),
    domain: domain.describe('HTTP and gRPC ports get <service>-<environment>-<project>.<domain>.'),
    tls_secret: objectName
      .nullable()
      .default(null)
      .describe('Secret with the certificate; null: plain HTTP.'),
  }),
  z.object({ kind: z.literal('gateway'), namespace: label, name: objectName, domain }),
])

// Without defaults: in an edit what is left out stays.
const kubernetesFields = {
  access: z
    .enum(['kubeconfig', 'in-cluster'])
    .describe("in-cluster: the service account of the server's own pod."),
  context: z.string().min(1).max(253).nullable().describe('Null: the current one.'),
  namespace: label
    .nullable()
    .describe(
      'Of all environments, made by somebody else; null: one for each environment, made by Fairlead.',
    ),
  pod_security: z.enum(['restricted', 'baseline']).describe('Pod Security Standard that pods are made for.'),
  run_as_user: z.int().min(1).max(4_294_967_294).nullable().describe('Null: as the image says.'),
  storage_class: objectName
    .nullable()
    .describe("Storage class of services' volumes; null: the cluster's default."),
  publish: publish.describe('How publicly accessible ports are reached from outside.'),
}

const kubeconfig = z
  .string()
  .max(262_144)
  .nullish()
  .describe('The file, as `kubectl config view --raw --flatten --minify` prints it. Never given back.')

const kubernetesTarget = z.object({
  kind: z.literal('kubernetes'),
  access: kubernetesFields.access.default('kubeconfig'),
  context: kubernetesFields.context.default(null),
  namespace: kubernetesFields.namespace.default(null),
  pod_security: kubernetesFields.pod_security.default('restricted'),
  run_as_user: kubernetesFields.run_as_user.default(null),
  storage_class: kubernetesFields.storage_class.default(null),
  publish: kubernetesFields.publish.default({ kind: 'load-balancer' }),
})

const kubernetesTargetRequest = kubernetesTarget.extend({ kubeconfig })

const kubernetesTargetEdit = z
  .object({ kind: z.literal('kubernetes'), kubeconfig, ...kubernetesFields })
  .partial({
    access: true,
    context: true,
    namespace: true,
    pod_security: true,
    run_as_user: true,
    storage_class: true,
    publish: true,
  })

const targetRequest = z.discriminatedUnion('kind', [dockerTarget, gitopsTarget, kubernetesTargetRequest])
const target = z.discriminatedUnion('kind', [dockerTarget, gitopsTarget, kubernetesTarget])

export const clusterRequest = z.object({
  name,
  description: description.nullish(),
  is_default: z.boolean().nullish().describe('Whether environments run here unless they say otherwise.'),
  target: targetRequest
    .nullish()
    .describe('Where services run, an addition to the contract. Absent: the Docker engine of the server.'),
})

export const clusterEditRequest = z.object({
  name,
  description: description.nullish(),
  target: kubernetesTargetEdit
    .nullish()
    .describe(
      'What changes of a Kubernetes cluster, an addition to the contract; what is left out stays, the kubeconfig too. ' +
        'Other targets stay what they are.',
    ),
})

export const cluster = z.object({
  id,
  created_at: time,
  updated_at: time,
  organization: reference,
  name: z.string(),
  description: z.string(),
  region: z.literal('on-premise'),
  cloud_provider: z.literal('ON_PREMISE'),
  kubernetes: z.literal('SELF_MANAGED'),
  is_default: z.boolean(),
  status: z.literal('DEPLOYED'),
  deployment_status: z.literal('UP_TO_DATE'),
  target,
})

export const clusterStatus = z.object({
  cluster_id: id,
  status: z.enum(['DEPLOYED', 'DEPLOYMENT_ERROR']),
  is_deployed: z.boolean(),
  reason: z.literal('UNSPECIFIED'),
  findings: z.array(finding).describe('What is wrong with the target now.'),
  version: z.string().nullable().describe('`Kubernetes v1.37.2`; null where the target has none to tell.'),
  platforms: z.array(z.string()).describe('Of the nodes that take pods, `linux/amd64`; empty: any will do.'),
  rights: z
    .array(z.object({ action: z.string(), allowed: z.boolean(), reason: z.string() }))
    .describe('Each right that is needed there, and whether the login has it.'),
})

export const kubernetesRbac = z.object({
  manifest: z.string().describe('YAML for `kubectl apply -f -`.'),
  kubeconfig: z.string().describe('Shell commands that make a kubeconfig of its service account.'),
})
