import type {
  AppEvent,
  ContainerSpec,
  DeliveryState,
  Deployment,
  DeploymentAction,
  DeploymentState,
  DeploymentStep,
  Endpoint,
  EnvironmentMode,
  Finding,
  PinnedImage,
  PreviousSecret,
  PublicConfig,
  RegistryHealth,
  RegistryKind,
  Role,
  SealedSecret,
  StoredTransport,
  TargetSettings,
  Verification,
  VerificationTrigger,
  WebhookEvent,
  WebhookKind,
} from '@fairlead/core'
import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  boolean,
  customType,
  foreignKey,
  index,
  integer,
  json,
  pgSchema,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

// A schema of our own: the database may be shared, and since PostgreSQL 15 "public" is its owner's alone.
export const fairlead = pgSchema('fairlead')

/** A point in time: ISO 8601 in UTC with milliseconds in the domain, `timestamptz(3)` in the database. */
const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
  fromDriver: (value) => new Date(value).toISOString(),
})

// Documents are `json`, not `jsonb`: what a hostile registry answered may hold \u0000, which jsonb refuses.

export const organization = fairlead.table(
  'organization',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    description: text(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [unique('organization_name').on(table.name)],
)

export const project = fairlead.table(
  'project',
  {
    id: uuid().primaryKey(),
    organizationId: uuid('organization_id').notNull(),
    name: text().notNull(),
    description: text().notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('project_name').on(table.organizationId, table.name),
    foreignKey({
      name: 'project_organization',
      columns: [table.organizationId],
      foreignColumns: [organization.id],
    }),
  ],
)

export const cluster = fairlead.table(
  'cluster',
  {
    id: uuid().primaryKey(),
    organizationId: uuid('organization_id').notNull(),
    name: text().notNull(),
    description: text().notNull(),
    target: json().$type<TargetSettings>().notNull(),
    sealedSecret: text('sealed_secret').$type<SealedSecret>(),
    isDefault: boolean('is_default').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('cluster_name').on(table.organizationId, table.name),
    foreignKey({
      name: 'cluster_organization',
      columns: [table.organizationId],
      foreignColumns: [organization.id],
    }),
  ],
)

export const environment = fairlead.table(
  'environment',
  {
    id: uuid().primaryKey(),
    organizationId: uuid('organization_id').notNull(),
    projectId: uuid('project_id').notNull(),
    clusterId: uuid('cluster_id').notNull(),
    name: text().notNull(),
    mode: text().$type<EnvironmentMode>().notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('environment_name').on(table.projectId, table.name),
    index('environment_by_cluster').on(table.clusterId),
    foreignKey({
      name: 'environment_organization',
      columns: [table.organizationId],
      foreignColumns: [organization.id],
    }),
    foreignKey({ name: 'environment_project', columns: [table.projectId], foreignColumns: [project.id] }),
    foreignKey({ name: 'environment_cluster', columns: [table.clusterId], foreignColumns: [cluster.id] }),
  ],
)

const DIRECT: StoredTransport = {
  caCertificates: null,
  skipTlsVerify: false,
  proxyUrl: null,
  proxyUsername: null,
}

export const registry = fairlead.table(
  'container_registry',
  {
    id: uuid().primaryKey(),
    organizationId: uuid('organization_id').notNull(),
    name: text().notNull(),
    description: text().notNull(),
    kind: text().$type<RegistryKind>().notNull(),
    url: text().notNull(),
    config: json().$type<PublicConfig>().notNull(),
    sealedSecrets: text('sealed_secrets').$type<SealedSecret>(),
    transport: json().$type<StoredTransport>().notNull().default(DIRECT),
    repositoryPrefix: text('repository_prefix').notNull().default(''),
    previous: json().$type<PreviousSecret>(),
    verification: json().$type<Verification>(),
    statedExpiry: instant('stated_expiry'),
    /** When the credential ends, out of `verification` and `statedExpiry`: there to find registries by. */
    expiresAt: instant('expires_at'),
    version: integer().notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('container_registry_name').on(table.organizationId, table.name),
    index('container_registry_expiry').on(table.expiresAt),
    foreignKey({
      name: 'container_registry_organization',
      columns: [table.organizationId],
      foreignColumns: [organization.id],
    }),
  ],
)

export const verificationRecord = fairlead.table(
  'verification_record',
  {
    id: uuid().primaryKey(),
    sequence: bigserial({ mode: 'number' }).notNull(),
    organizationId: uuid('organization_id').notNull(),
    registryId: uuid('registry_id').notNull(),
    at: instant().notNull(),
    trigger: text().$type<VerificationTrigger>().notNull(),
    health: text().$type<RegistryHealth>().notNull(),
    durationMs: integer('duration_ms').notNull(),
    findings: json().$type<readonly Finding[]>().notNull(),
  },
  (table) => [
    index('verification_record_by_registry').on(table.registryId, table.sequence),
    foreignKey({
      name: 'verification_record_registry',
      columns: [table.registryId],
      foreignColumns: [registry.id],
    }).onDelete('cascade'),
  ],
)

/** When a registry is verified again, and who does it now. */
export const verificationPlan = fairlead.table(
  'verification_plan',
  {
    registryId: uuid('registry_id').primaryKey(),
    organizationId: uuid('organization_id').notNull(),
    host: text().notNull(),
    dueAt: instant('due_at').notNull(),
    failures: integer().notNull(),
    leaseOwner: text('lease_owner'),
    leaseUntil: instant('lease_until'),
  },
  (table) => [
    index('verification_plan_due').on(table.dueAt),
    index('verification_plan_leased').on(table.host).where(sql`lease_owner is not null`),
    foreignKey({
      name: 'verification_plan_registry',
      columns: [table.registryId],
      foreignColumns: [registry.id],
    }).onDelete('cascade'),
  ],
)

export const expiryWarning = fairlead.table(
  'expiry_warning',
  {
    registryId: uuid('registry_id').notNull(),
    expiresAt: instant('expires_at').notNull(),
    days: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.registryId, table.expiresAt, table.days] }),
    foreignKey({
      name: 'expiry_warning_registry',
      columns: [table.registryId],
      foreignColumns: [registry.id],
    }).onDelete('cascade'),
  ],
)

/** Belongs to no registry: a draft's credential is remembered as well. */
export const refusedCredential = fairlead.table(
  'refused_credential',
  {
    fingerprint: text().primaryKey(),
    findings: json().$type<readonly Finding[]>().notNull(),
    at: instant().notNull(),
    times: integer().notNull().default(1),
  },
  (table) => [index('refused_credential_by_time').on(table.at)],
)

export const webhook = fairlead.table(
  'webhook',
  {
    id: uuid().primaryKey(),
    organizationId: uuid('organization_id').notNull(),
    kind: text().$type<WebhookKind>().notNull(),
    targetUrl: text('target_url').notNull(),
    description: text().notNull(),
    events: json().$type<readonly WebhookEvent[]>().notNull(),
    enabled: boolean().notNull(),
    sealedSecret: text('sealed_secret').$type<SealedSecret>(),
    projectNames: json('project_names').$type<readonly string[]>().notNull(),
    environmentTypes: json('environment_types').$type<readonly string[]>().notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index('webhook_by_organization').on(table.organizationId),
    foreignKey({
      name: 'webhook_organization',
      columns: [table.organizationId],
      foreignColumns: [organization.id],
    }).onDelete('cascade'),
  ],
)

export const webhookDelivery = fairlead.table(
  'webhook_delivery',
  {
    id: uuid().primaryKey(),
    sequence: bigserial({ mode: 'number' }).notNull(),
    webhookId: uuid('webhook_id').notNull(),
    organizationId: uuid('organization_id').notNull(),
    eventId: bigint('event_id', { mode: 'number' }).notNull(),
    event: text().$type<WebhookEvent>().notNull(),
    payload: json().$type<Readonly<Record<string, unknown>>>().notNull(),
    state: text().$type<DeliveryState>().notNull(),
    attempts: integer().notNull(),
    dueAt: instant('due_at').notNull(),
    lastAnswer: text('last_answer'),
    leaseOwner: text('lease_owner'),
    leaseUntil: instant('lease_until'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    unique('webhook_delivery_once').on(table.webhookId, table.eventId),
    index('webhook_delivery_due').on(table.dueAt).where(sql`state = 'waiting'`),
    index('webhook_delivery_by_webhook').on(table.webhookId, table.sequence),
    foreignKey({
      name: 'webhook_delivery_webhook',
      columns: [table.webhookId],
      foreignColumns: [webhook.id],
    }).onDelete('cascade'),
  ],
)

export const container = fairlead.table(
  'container',
  {
    id: uuid().primaryKey(),
    organizationId: uuid('organization_id').notNull(),
    environmentId: uuid('environment_id').notNull(),
    /** The spec's registry while it is there; a forced deletion of the registry empties it. */
    registryId: uuid('registry_id'),
    /** The spec's image, to find services by it. */
    imageName: text('image_name').notNull(),
    name: text().notNull(),
    description: text().notNull(),
    spec: json().$type<ContainerSpec>().notNull(),
    autoPreview: boolean('auto_preview').notNull(),
    autoDeploy: boolean('auto_deploy').notNull(),
    iconUri: text('icon_uri').notNull(),
    extras: json().$type<Readonly<Record<string, unknown>>>().notNull(),
    version: integer().notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('container_name').on(table.environmentId, table.name),
    index('container_by_registry').on(table.registryId),
    index('container_by_image').on(table.organizationId, table.imageName),
    foreignKey({
      name: 'container_organization',
      columns: [table.organizationId],
      foreignColumns: [organization.id],
    }),
    foreignKey({
      name: 'container_environment',
      columns: [table.environmentId],
      foreignColumns: [environment.id],
    }),
    foreignKey({
      name: 'container_registry',
      columns: [table.registryId],
      foreignColumns: [registry.id],
    }).onDelete('set null'),
  ],
)

/** No foreign key to the container or its environment: a deployment is history that outlives them. */
export const deployment = fairlead.table(
  'deployment',
  {
    id: uuid().primaryKey(),
    /** The order of requests, where two share a millisecond. */
    sequence: bigserial({ mode: 'number' }).notNull(),
    organizationId: uuid('organization_id').notNull(),
    environmentId: uuid('environment_id').notNull(),
    containerId: uuid('container_id').notNull(),
    action: text().$type<DeploymentAction>().notNull(),
    origin: text().$type<Deployment['origin']>().notNull(),
    state: text().$type<DeploymentState>().notNull(),
    requestedBy: text('requested_by').notNull(),
    spec: json().$type<ContainerSpec>().notNull(),
    image: json().$type<PinnedImage>(),
    steps: json().$type<readonly DeploymentStep[]>().notNull(),
    findings: json().$type<readonly Finding[]>().notNull(),
    endpoints: json().$type<readonly Endpoint[]>().notNull(),
    reference: text(),
    replacesId: uuid('replaces_id'),
    cancelRequested: boolean('cancel_requested').notNull(),
    leaseOwner: text('lease_owner'),
    leaseUntil: instant('lease_until'),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    uniqueIndex('deployment_running').on(table.containerId).where(sql`state = 'running'`),
    uniqueIndex('deployment_waiting').on(table.containerId).where(sql`state = 'queued'`),
    index('deployment_by_container').on(table.containerId, table.sequence),
    foreignKey({
      name: 'deployment_organization',
      columns: [table.organizationId],
      foreignColumns: [organization.id],
    }).onDelete('cascade'),
  ],
)

export const apiToken = fairlead.table(
  'api_token',
  {
    id: uuid().primaryKey(),
    organizationId: uuid('organization_id'),
    name: text().notNull(),
    role: text().$type<Role>().notNull(),
    hash: text().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at'),
  },
  (table) => [
    unique('api_token_hash').on(table.hash),
    // NULLS NOT DISTINCT (PostgreSQL 15): the tokens of the whole installation have one name each, too.
    unique('api_token_name').on(table.organizationId, table.name).nullsNotDistinct(),
    foreignKey({
      name: 'api_token_organization',
      columns: [table.organizationId],
      foreignColumns: [organization.id],
    }).onDelete('cascade'),
  ],
)

/** No foreign keys: the trail outlives what it tells of, the organization too. */
export const auditEntry = fairlead.table(
  'audit_entry',
  {
    id: uuid().primaryKey(),
    sequence: bigserial({ mode: 'number' }).notNull(),
    organizationId: uuid('organization_id').notNull(),
    at: instant().notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    targetType: text('target_type').notNull(),
    targetId: text('target_id').notNull(),
    targetName: text('target_name').notNull(),
  },
  (table) => [index('audit_entry_by_organization').on(table.organizationId, table.sequence)],
)

export const event = fairlead.table(
  'event',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    organizationId: uuid('organization_id').notNull(),
    type: text().$type<AppEvent['type']>().notNull(),
    at: instant().notNull(),
    data: json().$type<AppEvent['data']>().notNull(),
  },
  (table) => [
    index('event_by_organization').on(table.organizationId, table.id),
    foreignKey({
      name: 'event_organization',
      columns: [table.organizationId],
      foreignColumns: [organization.id],
    }).onDelete('cascade'),
  ],
)
