import { REGISTRY_KINDS } from '@fairlead/core'
import { z } from 'zod'
import { fault } from '../fault.ts'
import { description, hostedImageName, id, imageName, name, port, reference, tag, time } from '../fields.ts'

const seconds = z.int().min(0).max(86_400)
const positiveSeconds = z.int().min(1).max(86_400)
const threshold = z.int().min(1).max(1000)

const probeType = z
  .object({
    tcp: z.object({ port }).nullish(),
    http: z
      .object({
        port,
        path: z
          .string()
          .min(1)
          .max(2048)
          .regex(/^\//, fault('does not start with "/"', 'Write it as /healthz.'))
          .nullish(),
        scheme: z.enum(['HTTP', 'HTTPS']).nullish(),
      })
      .nullish(),
    exec: z.object({ command: z.array(z.string().max(4096)).min(1).max(100) }).nullish(),
    grpc: z.object({ port, service: z.string().max(255).nullish() }).nullish(),
  })
  .refine(
    (type) => Object.values(type).filter((each) => each !== null && each !== undefined).length === 1,
    fault('must name exactly one kind of probe', 'Give one of tcp, http, exec and grpc.'),
  )

const probe = z.object({
  type: probeType,
  initial_delay_seconds: seconds.nullish().describe('Absent: 0.'),
  period_seconds: positiveSeconds.nullish().describe('Absent: 10.'),
  timeout_seconds: positiveSeconds.nullish().describe('Absent: 5.'),
  success_threshold: threshold.nullish().describe('Absent: 1.'),
  failure_threshold: threshold.nullish().describe('Absent: 3.'),
})

const servicePortRequest = z.object({
  id: z.string().max(64).nullish(),
  name: z.string().max(63).nullish(),
  internal_port: port,
  external_port: port.nullish().describe('Absent: the target chooses.'),
  publicly_accessible: z.boolean(),
  is_default: z.boolean().nullish(),
  protocol: z.enum(['HTTP', 'GRPC', 'TCP', 'UDP']).nullish().describe('Absent: HTTP.'),
  public_path: z.string().max(2048).nullish(),
  public_path_rewrite: z.string().max(2048).nullish(),
})

const volume = {
  type: z.enum(['FAST_SSD']).describe("The cluster's storage class decides what it is made of."),
  size: z
    .int()
    .min(1)
    .max(65_536)
    .describe('GiB. A volume grows where its storage class lets it, and never shrinks.'),
  mount_point: z
    .string()
    .max(1024)
    .regex(
      /^\/(?!\/)[^:\0]*[^:\0/]\/?$/,
      fault('is not a folder to mount a volume at', 'Write an absolute path below the root, such as /data.'),
    )
    .refine(
      (path) => !path.split('/').some((part) => part === '..' || part === '.'),
      fault('has a part that is "." or ".."', 'Write the path that is meant.'),
    ),
}

const storageRequest = z.object({
  id: id.nullish().describe('Of a volume that is there; absent: that of the volume at the same mount point.'),
  ...volume,
})

/** Settings that Fairlead keeps and returns but does not act on. */
const kept = {
  gpu: z.int().min(0).nullish(),
  ephemeral_storage_in_gib: z.int().min(0).nullish(),
  cpu_architecture: z.string().max(32).nullish(),
  annotations_groups: z.array(z.unknown()).max(100).nullish(),
  labels_groups: z.array(z.unknown()).max(100).nullish(),
  autoscaling: z.unknown().optional(),
}

export const containerRequest = z.object({
  name,
  description: description.nullish(),
  registry_id: id,
  image_name: imageName.describe('Repository without the host, such as acme/app.'),
  tag,
  arguments: z.array(z.string().max(32_768)).max(1000).nullish(),
  entrypoint: z.string().max(32_768).nullish(),
  cpu: z.int().min(10).max(1_000_000).nullish().describe('Thousandths of a core; absent: 500.'),
  memory: z.int().min(4).max(16_777_216).nullish().describe('MiB; absent: 512.'),
  min_running_instances: z.int().min(0).max(1000).nullish().describe('Absent: 1.'),
  max_running_instances: z
    .int()
    .min(1)
    .max(1000)
    .nullish()
    .describe('Absent: 1, or the minimum if that is more.'),
  healthchecks: z
    .object({ readiness_probe: probe.nullish(), liveness_probe: probe.nullish() })
    .describe('`{}` for none.'),
  ports: z.array(servicePortRequest).max(100).nullish(),
  storage: z
    .array(storageRequest)
    .max(20)
    .nullish()
    .describe('Volumes: folders that redeploys, rollbacks and stops leave as they are.'),
  auto_preview: z.boolean().nullish(),
  auto_deploy: z.boolean().nullish(),
  icon_uri: z.string().max(2048).nullish(),
  ...kept,
})

const servicePort = z.object({
  id: z.string(),
  name: z.string().exactOptional(),
  internal_port: z.int(),
  external_port: z.int().exactOptional(),
  publicly_accessible: z.boolean(),
  is_default: z.boolean(),
  protocol: z.enum(['HTTP', 'GRPC', 'TCP', 'UDP']),
  public_path: z.string().exactOptional(),
  public_path_rewrite: z.string().exactOptional(),
})

const probeAnswer = z.object({
  type: z.object({
    tcp: z.object({ port: z.int() }).nullable(),
    http: z.object({ port: z.int(), path: z.string(), scheme: z.string() }).nullable(),
    exec: z.object({ command: z.array(z.string()) }).nullable(),
    grpc: z.object({ port: z.int(), service: z.string() }).nullable(),
  }),
  initial_delay_seconds: z.int(),
  period_seconds: z.int(),
  timeout_seconds: z.int(),
  success_threshold: z.int(),
  failure_threshold: z.int(),
})

export const container = z.object({
  id,
  created_at: time,
  updated_at: time,
  environment: reference,
  registry_id: id,
  registry: z.object({ id, name: z.string(), url: z.string(), kind: z.enum(REGISTRY_KINDS) }),
  image_name: z.string(),
  tag: z.string(),
  name: z.string(),
  description: z.string(),
  arguments: z.array(z.string()),
  entrypoint: z.string().exactOptional(),
  cpu: z.int(),
  memory: z.int(),
  gpu: z.int(),
  maximum_cpu: z.int(),
  maximum_memory: z.int(),
  maximum_gpu: z.int(),
  min_running_instances: z.int(),
  max_running_instances: z.int(),
  healthchecks: z.object({ readiness_probe: probeAnswer.nullable(), liveness_probe: probeAnswer.nullable() }),
  ports: z.array(servicePort),
  storage: z.array(z.object({ id, ...volume })),
  ephemeral_storage_in_gib: z.int().exactOptional(),
  cpu_architecture: z.string().exactOptional(),
  annotations_groups: z.array(z.unknown()),
  labels_groups: z.array(z.unknown()),
  autoscaling: z.unknown().optional(),
  auto_preview: z.boolean(),
  auto_deploy: z.boolean(),
  icon_uri: z.string(),
  service_type: z.literal('CONTAINER'),
})

export const checkImageRequest = z.object({ registry_id: id, image_name: imageName, tag })

export const deployRequest = z
  .object({
    image_tag: tag.nullish().describe('Becomes the tag of the container; absent: the one that it has.'),
  })
  .nullish()

export const deployImageRequest = z.object({
  image_name: hostedImageName.describe('`acme/app`, or `ghcr.io/acme/app` for that host alone.'),
  tag,
})

export const link = z.object({
  service_id: id,
  service_type: z.literal('CONTAINER'),
  url: z.string(),
  internal_port: z.int(),
  external_port: z.int(),
  is_qovery_domain: z.literal(false),
  is_default: z.boolean(),
})

export const log = z.object({
  id: z.string(),
  created_at: time,
  message: z.string(),
  pod_name: z.string(),
  stream: z.enum(['stdout', 'stderr']),
})

export const variableRequest = z.object({
  key: z
    .string()
    .max(255)
    .regex(
      /^[A-Za-z_][A-Za-z0-9_]*$/,
      fault('is not a variable name', 'Use letters, digits and "_", and do not start with a digit.'),
    ),
  value: z.string().max(65_536).nullish(),
  description: description.nullish(),
})

export const variable = z.object({
  id,
  created_at: time,
  updated_at: time,
  key: z.string(),
  value: z.string(),
  scope: z.literal('CONTAINER'),
  variable_type: z.literal('VALUE'),
  service_id: id,
  service_name: z.string(),
  service_type: z.literal('CONTAINER'),
})
