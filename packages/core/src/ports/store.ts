import type { ContainerService } from '../domain/container.ts'
import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { ApiToken } from '../domain/identity.ts'
import type { Cluster, Environment, Organization, Project } from '../domain/organization.ts'
import type { AppEvent, NewEvent } from '../events.ts'
import type { Verification } from '../verification.ts'
import type {
  ExpiryWarnings,
  RefusedCredentials,
  VerificationHistory,
  VerificationSchedule,
  WebhookDeliveries,
  WebhookStore,
} from './registry-care.ts'

/** Named things in a parent. `insert` and `save` throw `name.taken` when the parent has that name already. */
export interface NamedStore<T> {
  get(id: string): Promise<T | undefined>
  /** By name, in the order of the name. */
  listOf(parentId: string): Promise<readonly T[]>
  insert(value: T): Promise<void>
  /** Replaces the stored value of the same id. */
  save(value: T): Promise<void>
  /** Throws the thing's `….in_use` (`environment.in_use`, …) while something still belongs to it. */
  delete(id: string): Promise<void>
}

export interface OrganizationStore extends Omit<NamedStore<Organization>, 'listOf'> {
  list(): Promise<readonly Organization[]>
}

/** `listOf` an organization. */
export interface RegistryStore extends Omit<NamedStore<ContainerRegistry>, 'save'> {
  /**
   * Replaces the stored one if its version is `value.version`, and stores it with that version plus one.
   * Throws `registry.conflict` if it moved. Returns what was stored.
   */
  save(value: ContainerRegistry): Promise<ContainerRegistry>
  /** Stores the latest verification without a new version, if the version is still `version`; else false. */
  saveVerification(id: string, version: number, verification: Verification): Promise<boolean>
  /** Ids of the registries whose second slot is to be emptied by then, the oldest first; 100 at most. */
  rotatedUntil(at: Date): Promise<readonly string[]>
  /** As `get`, and in a transaction nobody else saves or deletes it, or adds a service that uses it, until its end. */
  lock(id: string): Promise<ContainerRegistry | undefined>
}

/** `listOf` an environment. A deleted container's deployments stay: they are history. */
export interface ContainerStore extends Omit<NamedStore<ContainerService>, 'save'> {
  /** As RegistryStore.save, throwing `container.conflict`. */
  save(value: ContainerService): Promise<ContainerService>
  /** Services whose spec names the registry, in every environment. */
  usingRegistry(registryId: string): Promise<readonly ContainerService[]>
  /** How many services name each of the registries; one that none names is left out. */
  countUsing(registryIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Services of the organization whose spec names the image (repository without the host). */
  usingImage(organizationId: string, imageName: string): Promise<readonly ContainerService[]>
}

export interface Page {
  /** From 0. */
  readonly page: number
  readonly pageSize: number
}

export interface DeploymentStore {
  get(id: string): Promise<Deployment | undefined>
  /** Throws `container.busy` when one of the container waits already: see `unfinished`. */
  insert(value: Deployment): Promise<void>
  /** Replaces the stored one. `cancelRequested` once true stays true. */
  save(value: Deployment): Promise<void>
  /**
   * One that runs, and one that waits, at most; the oldest first. In a transaction nobody else adds or begins one until
   * it has ended.
   */
  unfinished(containerId: string): Promise<readonly Deployment[]>
  /** The newest of those that are not finished; else the newest. */
  latest(containerId: string): Promise<Deployment | undefined>
  latestOf(containerIds: readonly string[]): Promise<ReadonlyMap<string, Deployment>>
  /** The newest `deploy` that succeeded and was not since stopped or deleted: what should be running. */
  live(containerId: string): Promise<Deployment | undefined>
  /** The live deployment of each service whose running image came through the registry. */
  liveOfRegistry(registryId: string): Promise<readonly Deployment[]>
  /** Newest first. */
  history(containerId: string, page: Page): Promise<readonly Deployment[]>
  count(containerId: string): Promise<number>
  requestCancel(id: string): Promise<void>
  /**
   * Takes or renews the right to run an unfinished deployment until `until`; false when another owner's lease
   * still holds, the deployment is finished, or it waits for another one of its container.
   */
  lease(id: string, owner: string, until: Date, now: Date): Promise<boolean>
  /** Unfinished deployments whose turn it is and that nobody's lease holds at `now`: after a crash, or never started. */
  abandoned(now: Date): Promise<readonly Deployment[]>
}

export interface ApiTokenStore {
  byHash(hash: string): Promise<ApiToken | undefined>
  insert(token: ApiToken): Promise<void>
  get(id: string): Promise<ApiToken | undefined>
  /** By name; `null` lists those of the whole installation. */
  listOf(organizationId: string | null): Promise<readonly ApiToken[]>
  delete(id: string): Promise<void>
}

/** The audit trail: who did what to which thing. Append only. */
export interface AuditEntry {
  readonly id: string
  readonly organizationId: string
  readonly at: string
  readonly actor: string
  /** `CREATE`, `UPDATE`, `DELETE`, `DEPLOY`, … */
  readonly action: string
  /** `CONTAINER_REGISTRY`, `CONTAINER`, … as the contract names audit targets. */
  readonly targetType: string
  readonly targetId: string
  readonly targetName: string
}

/** Which entries are wanted; what is absent is any. */
export interface AuditFilter {
  /** Part of the actor's name, in any case. */
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly targetType?: string | undefined
  /** Id of the target, or part of its name, in any case. */
  readonly target?: string | undefined
}

export interface AuditStore {
  append(entry: AuditEntry): Promise<void>
  /** Newest first. */
  list(organizationId: string, page: Page, filter?: AuditFilter): Promise<readonly AuditEntry[]>
}

export interface EventLog {
  append(event: NewEvent): Promise<AppEvent>
  /** Events of an organization with an id greater than `after`, oldest first, `limit` at most. */
  since(organizationId: string, after: number, limit: number): Promise<readonly AppEvent[]>
  /** Id of the newest event; 0 when there is none. */
  last(organizationId: string): Promise<number>
  /** The lines that a deployment has told, oldest first. */
  linesOf(organizationId: string, deploymentId: string): Promise<readonly string[]>
}

export interface JobQueue {
  /** Runs once the transaction that it was asked in is committed; asked again for the same id, still once at a time. */
  runDeployment(deploymentId: string): Promise<void>
}

/** Everything that one transaction can touch. */
export interface Repositories {
  readonly organizations: OrganizationStore
  /** `listOf` an organization. */
  readonly projects: NamedStore<Project>
  /** `listOf` a project. */
  readonly environments: NamedStore<Environment> & {
    onCluster(clusterId: string): Promise<readonly Environment[]>
  }
  /** `listOf` an organization. */
  readonly clusters: NamedStore<Cluster>
  readonly registries: RegistryStore
  readonly verifications: VerificationHistory
  readonly schedule: VerificationSchedule
  readonly expiryWarnings: ExpiryWarnings
  readonly refusedCredentials: RefusedCredentials
  readonly webhooks: WebhookStore
  readonly webhookDeliveries: WebhookDeliveries
  readonly containers: ContainerStore
  readonly deployments: DeploymentStore
  readonly tokens: ApiTokenStore
  readonly audit: AuditStore
  readonly events: EventLog
  readonly jobs: JobQueue
}

export interface TransactionOptions {
  /**
   * `serializable`, as it is if not given: what was read stays true until the end. `locking`: only what was locked does;
   * for work that is done often and at once, which locks whatever it decides by before it reads it.
   */
  readonly isolation?: 'serializable' | 'locking'
}

/** Reads and single writes directly; what belongs together in one `transaction`. */
export interface Store extends Repositories {
  /** All of `work` is stored, or none of it. May run `work` again after a serialization conflict. */
  transaction<T>(work: (tx: Repositories) => Promise<T>, options?: TransactionOptions): Promise<T>
}

/** Wakes readers of the event log: a hint to read again, that may come late or twice but comes. */
export interface EventSignal {
  /** Resolves on the next append to any organization's log, on this server or another, or when the signal fires. */
  next(signal: AbortSignal): Promise<void>
}
