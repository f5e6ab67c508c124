import type { ContainerSpec } from '../domain/container.ts'
import type { DeploymentStep, Endpoint, PinnedImage, StepState } from '../domain/deployment.ts'
import type { TargetSettings } from '../domain/organization.ts'
import type { Finding } from '../finding.ts'
import type { Platform } from '../values/platform.ts'
import type { Secret } from '../values/secret.ts'
import type { RegistryCredential } from './registry-provider.ts'

/** How a target knows a service: everything that it makes for the service carries these. */
export interface ServiceIdentity {
  readonly id: string
  readonly name: string
  readonly environmentId: string
  readonly environmentName: string
  readonly projectName: string
  readonly organizationId: string
}

/** A variable of a service whose value goes to the place where it runs and nowhere else. */
export interface SecretValue {
  readonly name: string
  readonly value: Secret
  /** Names the value without telling anything of it. */
  readonly version: string
}

/** One service in the version that one deployment wants. */
export interface Workload {
  readonly service: ServiceIdentity
  readonly deploymentId: string
  readonly image: PinnedImage
  readonly spec: ContainerSpec
  /** Values of the spec's secret variables. */
  readonly secrets: readonly SecretValue[]
  /** Credential to pull with; undefined for a public image. */
  readonly credential?: RegistryCredential | undefined
  /**
   * Why there is no credential although there may be a login: it cannot be made just now (`needed`), or the connection is
   * gone (`unknown`). A login that the target has of before stays.
   */
  readonly keptLogin?: 'needed' | 'unknown'
  /** What the credential is meant for below the registry's host, `acme`; empty: all of it. */
  readonly repositoryPrefix?: string
  /** Why it was given up when a crash cut its undoing off: what is left of it is undone, and it is not tried again. */
  readonly failure?: readonly Finding[]
}

/** Who pulls for the services of one environment from one connection, as the cluster's own nodes are to know it. */
export interface PullLogin {
  readonly service: ServiceIdentity
  readonly registryId: string
  /** Host of the registry with its port. */
  readonly registry: string
  readonly repositoryPrefix: string
  readonly credential: RegistryCredential
}

/** One right that a target needs, and whether the credential it is opened with has it. */
export interface TargetRight {
  /** `create deployments.apps in shop-staging`. */
  readonly action: string
  readonly allowed: boolean
  /** What it is needed for, a clause; where it is denied, what the target said. */
  readonly reason: string
}

/** What a target tells of itself when it is looked at. */
export interface TargetFacts {
  /** `Kubernetes v1.37.2`. */
  readonly version: string
  readonly rights: readonly TargetRight[]
}

/** How a target tells what it is doing. */
export interface Progress {
  /** Begins or ends a step; the same name again replaces it. */
  step(name: DeploymentStep['name'], state: StepState, message: string): void
  /** A line of detail, such as the pull's progress. */
  log(message: string): void
  /** What makes the deployment fail, before it is undone: after a crash it comes back as the workload's `failure`. */
  fail?(findings: readonly Finding[]): void
}

/** A deployment's end is data either way; only a target's own breakage throws. */
export type Applied =
  | { readonly ok: true; readonly reference: string; readonly endpoints: readonly Endpoint[] }
  | { readonly ok: false; readonly findings: readonly Finding[] }

/** One thing that an apply does, in its order. */
export interface PlannedStep {
  /** As the deployment's step will be named. */
  readonly name: DeploymentStep['name']
  /** One sentence. */
  readonly message: string
}

/** Something of the target that an apply makes, changes or takes away. Holds no variable's value. */
export interface PlannedObject {
  readonly kind: 'container' | 'file' | 'object'
  readonly name: string
  readonly change: 'create' | 'change' | 'remove' | 'keep'
  /** What is worth knowing of it; empty where the name says all. */
  readonly detail: string
}

/** What an apply would do, as far as the target knows it now. */
export interface TargetPreview {
  readonly steps: readonly PlannedStep[]
  readonly objects: readonly PlannedObject[]
  /** What would make it fail, or is not done as asked. */
  readonly findings: readonly Finding[]
}

export interface RuntimeStatus {
  /** `absent`: nothing of the service is there. */
  readonly state: 'absent' | 'starting' | 'running' | 'unhealthy' | 'stopped' | 'unknown'
  readonly runningInstances: number
  /** Digest that runs, where the target can tell. */
  readonly digest?: string
  readonly deploymentId?: string
  readonly endpoints: readonly Endpoint[]
  readonly message: string
  /** What somebody else changed of what was deployed, a sentence each; absent where the target cannot tell. */
  readonly drift?: readonly string[]
}

export interface LogLine {
  /** ISO 8601. */
  readonly at: string
  readonly stream: 'stdout' | 'stderr'
  readonly message: string
  /** Container or pod that said it. */
  readonly instance: string
}

export interface LogRequest {
  readonly follow: boolean
  /** Lines from the end. */
  readonly tail: number
}

/**
 * Where services run. Every call is idempotent for its deployment: repeated after a crash it goes on from what is
 * there. Throws `target.unreachable`, `target.failed` and `operation.canceled`.
 */
export interface DeployTarget {
  readonly kind: TargetSettings['kind']
  /** Platforms of the nodes; empty when any will do. */
  platforms(signal: AbortSignal): Promise<readonly Platform[]>
  /** What is wrong with the target itself; empty when all is well. */
  check(signal: AbortSignal): Promise<readonly Finding[]>
  /** Its version and the rights that are needed of it, one by one. Absent where there is nothing to tell. */
  facts?(signal: AbortSignal): Promise<TargetFacts>
  /** What `apply` would do; changes nothing. Absent where the target cannot tell. */
  preview?(workload: Omit<Workload, 'deploymentId'>, signal: AbortSignal): Promise<TargetPreview>
  /** Brings the workload up and only then takes down what it replaces; on failure the old one still serves. */
  apply(workload: Workload, progress: Progress, signal: AbortSignal): Promise<Applied>
  restart(workload: Workload, progress: Progress, signal: AbortSignal): Promise<Applied>
  stop(service: ServiceIdentity, progress: Progress, signal: AbortSignal): Promise<void>
  /** Takes away everything that was made for the service, and nothing else. */
  remove(service: ServiceIdentity, progress: Progress, signal: AbortSignal): Promise<void>
  status(service: ServiceIdentity, signal: AbortSignal): Promise<RuntimeStatus>
  /**
   * Makes the nodes' login for an environment and a connection what it is to be. `false`: it was so already. Absent
   * where the target hands a credential over with each pull.
   */
  keepPullLogin?(login: PullLogin, signal: AbortSignal): Promise<boolean>
  /**
   * Tells of each connection whose login on the nodes is changed or taken away, by whomever, until the signal fires. Ends
   * with `target.failed` where that may not be watched.
   */
  watchPullLogins?(onChanged: (registryId: string) => void, signal: AbortSignal): Promise<void>
  /** Absent where the target runs nothing itself. */
  logs?(service: ServiceIdentity, request: LogRequest, signal: AbortSignal): AsyncIterable<LogLine>
  /** Ends what it keeps open while nobody asks it; asked again it opens that anew. Absent where it keeps nothing open. */
  close?(): Promise<void>
}

/** Gives the target for a cluster's settings and its secret. Throws `target.unreachable` for what cannot be opened. */
export type OpenTarget = (settings: TargetSettings, secret?: Secret) => DeployTarget
