import type { Finding } from '../finding.ts'
import type { PlannedObject, PlannedStep } from '../ports/deploy-target.ts'
import type { Digest } from '../values/digest.ts'
import type { Platform } from '../values/platform.ts'
import type { ContainerSpec } from './container.ts'
import type { PinnedImage } from './deployment.ts'
import type { Cluster } from './organization.ts'

/** One difference between what runs and what is asked for. Of a variable only its name is told, never a value. */
export interface SpecChange {
  readonly field:
    | 'image'
    | 'tag'
    | 'digest'
    | 'cpu'
    | 'memory'
    | 'instances'
    | 'entrypoint'
    | 'arguments'
    | 'port'
    | 'readiness'
    | 'liveness'
    | 'variable'
    | 'secret'
    | 'volume'
    | 'update_strategy'
    | 'root_filesystem'
    | 'security'
  /** Which port, variable, secret variable, volume or setting of security; empty for a field that is there once. */
  readonly name: string
  readonly change: 'added' | 'removed' | 'changed'
  /** As a person reads it; null for what was not there, and for variables. */
  readonly before: string | null
  readonly after: string | null
}

/** One look at the registry, as a deployment takes it. */
export interface PlanCheck {
  readonly name: string
  readonly state: 'succeeded' | 'failed'
  /** One sentence. */
  readonly message: string
}

/** Who pulls, and why. */
export interface PlanIdentity {
  readonly registryId: string
  readonly registryName: string
  /** Null where nobody logs in: the image is pulled as anybody may. */
  readonly username: string | null
  /** `as acme, which the container names`. */
  readonly reason: string
}

/** What runs now. */
export interface PlanRunning {
  readonly deploymentId: string
  readonly tag: string
  readonly digest: Digest | null
  readonly since: string | null
}

/** What a deployment would do, before it does it. Nothing of it is stored. */
export interface DeploymentPlan {
  /** False where the deployment would fail, as far as can be known beforehand. */
  readonly ok: boolean
  readonly cluster: Cluster
  readonly spec: ContainerSpec
  /** Null where the tag could not be resolved. */
  readonly image: PinnedImage | null
  /** Platforms of the cluster's nodes; empty where any will do. */
  readonly nodes: readonly Platform[]
  /** The one of the image that will run; null where that is the cluster's choice, or there is none. */
  readonly platform: Platform | null
  readonly identity: PlanIdentity | null
  /** Manifest, config and the first bytes were read with the credential that will pull. */
  readonly pullProved: boolean
  /** Size of all layers. */
  readonly downloadBytes: number | null
  readonly checks: readonly PlanCheck[]
  readonly steps: readonly PlannedStep[]
  readonly objects: readonly PlannedObject[]
  /** Null for an application that nothing runs of. */
  readonly running: PlanRunning | null
  /** Against what runs; empty where nothing runs. */
  readonly changes: readonly SpecChange[]
  readonly findings: readonly Finding[]
}
