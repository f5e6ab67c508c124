import { z } from 'zod'
import { id, port } from '../fields.ts'

const probe = z.object({
  type: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('http'), port, path: z.string(), scheme: z.enum(['HTTP', 'HTTPS']) }),
    z.object({ kind: z.literal('tcp'), port }),
    z.object({ kind: z.literal('exec'), command: z.array(z.string()) }),
    z.object({ kind: z.literal('grpc'), port, service: z.string() }),
  ]),
  initial_delay_seconds: z.int(),
  period_seconds: z.int(),
  timeout_seconds: z.int(),
  success_threshold: z.int(),
  failure_threshold: z.int(),
})

/** A container's spec as a deployment keeps it; of variables and secret variables only the names are shown. */
export const containerSpec = z.object({
  registry_id: id,
  image_name: z.string(),
  tag: z.string(),
  entrypoint: z.string().nullable(),
  arguments: z.array(z.string()),
  cpu_milli: z.int(),
  memory_mib: z.int(),
  min_instances: z.int(),
  max_instances: z.int(),
  ports: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      internal_port: z.int(),
      external_port: z.int().exactOptional(),
      publicly_accessible: z.boolean(),
      protocol: z.enum(['HTTP', 'GRPC', 'TCP', 'UDP']),
    }),
  ),
  healthchecks: z.object({ readiness: probe.nullable(), liveness: probe.nullable() }),
  volumes: z.array(z.object({ id: z.string(), mount_point: z.string(), size_gib: z.int() })),
  update_strategy: z.enum(['RollingUpdate', 'Recreate']),
  read_only_root_filesystem: z.boolean(),
  security: z
    .object({
      service_account_name: z.string().exactOptional(),
      mounts_account_token: z.boolean().exactOptional(),
      run_as_user: z.int().exactOptional(),
      run_as_group: z.int().exactOptional(),
      added_capabilities: z.array(z.string()).exactOptional(),
    })
    .describe("What its processes run as and may do; what is left out is the cluster's choice.")
    .exactOptional(),
  variable_names: z.array(z.string()),
  secret_names: z.array(z.string()).describe('Names of the secret variables.'),
})
