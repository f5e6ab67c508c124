import type { DeploymentState, DeploymentStep } from './domain/deployment.ts'
import type { RegistryHealth } from './domain/registry-health.ts'
import type { FindingCode } from './finding.ts'

/** Every event and its data. Never holds a secret. */
export interface Events {
  'registry.created': { registryId: string; name: string; verified: boolean }
  'registry.updated': { registryId: string; name: string; verified: boolean }
  'registry.deleted': { registryId: string; name: string; forced: boolean }
  'registry.verified': { registryId: string; ok: boolean; findings: readonly FindingCode[] }
  'registry.health_changed': {
    registryId: string
    name: string
    from: RegistryHealth
    to: RegistryHealth
    findings: readonly FindingCode[]
  }
  'registry.expiring': { registryId: string; name: string; expiresAt: string; daysLeft: number }
  'registry.rotated': { registryId: string; name: string; previousUntil: string }
  /** The grace time was to end, and the registry could not be asked whether the new login works. */
  'registry.rotation_prolonged': { registryId: string; name: string; previousUntil: string; last: string }
  'registry.rotation_undone': { registryId: string; name: string; reason: string }
  'registry.rotation_ended': { registryId: string; name: string }
  /** A login that nodes pull with was made, or made anew: after a rotation, before its end, after somebody changed it. */
  'cluster.pull_login_repaired': {
    clusterId: string
    name: string
    environmentId: string
    registryId: string
  }
  'container.created': { containerId: string; name: string }
  'container.updated': { containerId: string; name: string }
  'container.deleted': { containerId: string; name: string }
  'deployment.requested': { deploymentId: string; containerId: string; origin: string; requestedBy: string }
  'deployment.step': { deploymentId: string; containerId: string; step: DeploymentStep }
  'deployment.log': { deploymentId: string; containerId: string; message: string }
  'deployment.state': { deploymentId: string; containerId: string; state: DeploymentState }
}

export type EventType = keyof Events

export type AppEvent = {
  [T in EventType]: {
    /** Position in the log: grows within an organization, never reused. */
    readonly id: number
    readonly type: T
    readonly organizationId: string
    /** ISO 8601. */
    readonly at: string
    readonly data: Events[T]
  }
}[EventType]

/** An event that has no place in the log yet. */
export type NewEvent = {
  [T in EventType]: { readonly type: T; readonly organizationId: string; readonly data: Events[T] }
}[EventType]
