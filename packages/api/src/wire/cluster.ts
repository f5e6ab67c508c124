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

const target = z.discriminatedUnion('kind', [dockerTarget, gitopsTarget])

export const clusterRequest = z.object({
  name,
  description: description.nullish(),
  is_default: z.boolean().nullish().describe('Whether environments run here unless they say otherwise.'),
  target: target
    .nullish()
    .describe('Where services run, an addition to the contract. Absent: the Docker engine of the server.'),
})

/** The target of a cluster stays what it is. */
export const clusterEditRequest = z.object({ name, description: description.nullish() })

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
})
