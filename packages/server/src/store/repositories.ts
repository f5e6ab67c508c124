import type { Clock, Repositories } from '@fairlead/core'
import type { Pool, PoolClient } from 'pg'
import type { SqlExecutor } from '../jobs/deployment-queue.ts'
import { createApiTokenStore } from './api-tokens.ts'
import { createAuditStore } from './audit.ts'
import { createClusterStore } from './clusters.ts'
import { createContainerStore } from './containers.ts'
import { databaseOn } from './database.ts'
import { createDeploymentStore } from './deployments.ts'
import { createEnvironmentStore } from './environments.ts'
import { createEventLog } from './events.ts'
import { createExpiryWarnings } from './expiry-warnings.ts'
import { guarded } from './guarded.ts'
import { createOrganizationStore } from './organizations.ts'
import { createProjectStore } from './projects.ts'
import { createRefusedCredentials } from './refused-credentials.ts'
import { createRegistryStore } from './registries.ts'
import { createVerificationHistory } from './verification-history.ts'
import { createVerificationSchedule } from './verification-schedule.ts'
import { createWebhookDeliveries } from './webhook-deliveries.ts'
import { createWebhookStore } from './webhooks.ts'

export interface RepositoryContext {
  readonly clock: Clock
  readonly enqueue: (deploymentId: string, sql: SqlExecutor) => Promise<void>
}

/** Every store on one client: a pool, or a transaction that is open until `ended()`. */
export function createRepositories(
  client: Pool | PoolClient,
  { clock, enqueue }: RepositoryContext,
  ended?: () => boolean,
): Repositories {
  const db = databaseOn(client)
  return {
    organizations: guarded(createOrganizationStore(db), ended),
    projects: guarded(createProjectStore(db), ended),
    environments: guarded(createEnvironmentStore(db), ended),
    clusters: guarded(createClusterStore(db), ended),
    registries: guarded(createRegistryStore(db), ended),
    verifications: guarded(createVerificationHistory(db), ended),
    schedule: guarded(createVerificationSchedule(db), ended),
    expiryWarnings: guarded(createExpiryWarnings(db), ended),
    refusedCredentials: guarded(createRefusedCredentials(db), ended),
    webhooks: guarded(createWebhookStore(db), ended),
    webhookDeliveries: guarded(createWebhookDeliveries(db), ended),
    containers: guarded(createContainerStore(db), ended),
    deployments: guarded(createDeploymentStore(db), ended),
    tokens: guarded(createApiTokenStore(db), ended),
    audit: guarded(createAuditStore(db), ended),
    events: guarded(createEventLog(db, clock), ended),
    jobs: guarded({ runDeployment: (deploymentId: string) => enqueue(deploymentId, client) }, ended),
  }
}
