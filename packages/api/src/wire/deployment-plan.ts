import { z } from 'zod'
import { id, tag, time } from '../fields.ts'
import { containerRequest, variableRequest } from './container.ts'
import { containerSpec } from './container-spec.ts'
import { pinnedImage } from './deployment.ts'
import { finding } from './finding.ts'
import { secretVariableRequest } from './secret-variable.ts'

const variables = z
  .array(variableRequest)
  .max(1000)
  .nullish()
  .describe('All environment variables. Their values are compared and never answered.')

const secrets = z
  .array(secretVariableRequest)
  .max(1000)
  .nullish()
  .describe('All secret variables; one without a value has the one that is stored.')

export const newContainerPlanRequest = containerRequest.extend({ variables, secrets })

export const containerPlanRequest = z
  .object({
    image_tag: tag.nullish().describe('Absent: the tag that the container has.'),
    container: containerRequest.nullish().describe('As it would be after an edit; absent: as it is.'),
    variables: variables.describe('Absent: those that the container has.'),
    secrets: secrets.describe('Absent: those that the container has.'),
  })
  .nullish()

export const deploymentPlan = z.object({
  ok: z.boolean().describe('False where the deployment would fail, as far as can be known beforehand.'),
  cluster: z.object({ id, name: z.string(), kind: z.enum(['docker', 'gitops', 'kubernetes']) }),
  spec: containerSpec,
  image: pinnedImage.nullable().describe('Null where the tag is not resolved.'),
  nodes: z.array(z.string()).describe('Platforms of the nodes of the cluster; empty where any will do.'),
  platform: z
    .string()
    .nullable()
    .describe('What will run; null where the cluster chooses, or there is none.'),
  identity: z
    .object({
      registry_id: id,
      registry_name: z.string(),
      username: z.string().nullable().describe('Null where the image is pulled without a login.'),
      reason: z.string(),
    })
    .nullable()
    .describe('Who pulls, and why.'),
  pull_proved: z
    .boolean()
    .describe('Whether manifest, config and the first bytes were read with the credential that will pull.'),
  download_bytes: z.int().nullable().describe('Size of all layers.'),
  checks: z.array(
    z.object({ name: z.string(), state: z.enum(['succeeded', 'failed']), message: z.string() }),
  ),
  steps: z
    .array(z.object({ name: z.string(), message: z.string() }))
    .describe('What the cluster does, in order.'),
  objects: z
    .array(
      z.object({
        kind: z.enum(['container', 'file', 'object']),
        name: z.string(),
        change: z.enum(['create', 'change', 'remove', 'keep']),
        detail: z.string(),
      }),
    )
    .describe('What is made, changed and taken away on the cluster.'),
  running: z
    .object({ deployment_id: id, tag: z.string(), digest: z.string().nullable(), since: time.nullable() })
    .nullable()
    .describe('What runs now.'),
  changes: z
    .array(
      z.object({
        field: z.enum([
          'image',
          'tag',
          'digest',
          'cpu',
          'memory',
          'instances',
          'entrypoint',
          'arguments',
          'port',
          'readiness',
          'liveness',
          'variable',
          'secret',
          'volume',
          'update_strategy',
          'root_filesystem',
          'security',
        ]),
        name: z
          .string()
          .describe('Which port, variable, secret variable, volume or setting of security; else empty.'),
        change: z.enum(['added', 'removed', 'changed']),
        before: z.string().nullable(),
        after: z.string().nullable().describe('Null for what is gone, and for variables.'),
      }),
    )
    .describe('Against what runs now; empty where nothing runs.'),
  findings: z.array(finding),
})
