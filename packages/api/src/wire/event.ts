import { z } from 'zod'
import { id, time } from '../fields.ts'
import { deploymentStep } from './deployment.ts'
import { finding } from './finding.ts'

const base = {
  id: z.int().describe('Position in the log of the organization.'),
  organization_id: id,
  at: time,
}
const event = <T extends string, D extends z.ZodType>(type: T, data: D) =>
  z.object({ ...base, type: z.literal(type), data })

const registryRef = { registry_id: id, name: z.string() }
const containerRef = z.object({ container_id: id, name: z.string() })
const health = z.enum(['unverified', 'verified', 'warning', 'failing'])
const deploymentRef = { deployment_id: id, container_id: id }

/** Every event by its type. */
export const events = {
  'registry.created': event('registry.created', z.object({ ...registryRef, verified: z.boolean() })),
  'registry.updated': event('registry.updated', z.object({ ...registryRef, verified: z.boolean() })),
  'registry.deleted': event('registry.deleted', z.object({ ...registryRef, forced: z.boolean() })),
  'registry.verified': event(
    'registry.verified',
    z.object({ registry_id: id, ok: z.boolean(), findings: z.array(finding.shape.code) }),
  ),
  'registry.health_changed': event(
    'registry.health_changed',
    z.object({ ...registryRef, from: health, to: health, findings: z.array(finding.shape.code) }),
  ),
  'registry.expiring': event(
    'registry.expiring',
    z.object({ ...registryRef, expires_at: z.string(), days_left: z.int() }),
  ),
  'registry.rotated': event('registry.rotated', z.object({ ...registryRef, previous_until: time })),
  'registry.rotation_prolonged': event(
    'registry.rotation_prolonged',
    z.object({
      ...registryRef,
      previous_until: time,
      last: time.describe('From then on the old login is forgotten, whatever can be told of the new one.'),
    }),
  ),
  'registry.rotation_undone': event(
    'registry.rotation_undone',
    z.object({ ...registryRef, reason: z.string() }),
  ),
  'registry.rotation_ended': event('registry.rotation_ended', z.object(registryRef)),
  'cluster.pull_login_repaired': event(
    'cluster.pull_login_repaired',
    z.object({
      cluster_id: z.string(),
      name: z.string(),
      environment_id: z.string(),
      registry_id: z.string(),
    }),
  ),
  'container.created': event('container.created', containerRef),
  'container.updated': event('container.updated', containerRef),
  'container.deleted': event('container.deleted', containerRef),
  'deployment.requested': event(
    'deployment.requested',
    z.object({ ...deploymentRef, origin: z.string(), requested_by: z.string() }),
  ),
  'deployment.step': event('deployment.step', z.object({ ...deploymentRef, step: deploymentStep })),
  'deployment.log': event('deployment.log', z.object({ ...deploymentRef, message: z.string() })),
  'deployment.state': event(
    'deployment.state',
    z.object({ ...deploymentRef, state: z.enum(['queued', 'running', 'succeeded', 'failed', 'canceled']) }),
  ),
} as const
