import type { Finding } from '../finding.ts'
import type { Digest } from '../values/digest.ts'
import type { Platform } from '../values/platform.ts'
import type { ContainerSpec } from './container.ts'

export type DeploymentAction = 'deploy' | 'restart' | 'stop' | 'delete'

/** queued → running → succeeded | failed | canceled; queued → canceled. */
export type DeploymentState = 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled'

export type StepState = 'running' | 'succeeded' | 'failed' | 'skipped'

/** One line of a deployment's progress. A step that repeats after a crash replaces itself by its name. */
export interface DeploymentStep {
  /** `resolve`, `preflight`, `pull`, `start`, `healthy`, `switch`, `commit`, … */
  readonly name: string
  /** One sentence for a person. */
  readonly message: string
  readonly state: StepState
  readonly startedAt: string
  readonly finishedAt: string | null
}

/** The image of a deployment, pinned: the digest is what runs. */
export interface PinnedImage {
  readonly registryId: string
  /** Host of the registry with its port. */
  readonly registry: string
  /** Repository without the host. */
  readonly repository: string
  readonly tag: string
  /** What the tag resolved to: an image manifest, or an index. */
  readonly digest: Digest
  /** Platforms that the image offers; empty when the manifest names none. */
  readonly platforms: readonly Platform[]
}

export interface Endpoint {
  readonly port: number
  /** `http://127.0.0.1:32768`, or `tcp://…`. */
  readonly url: string
}

/** Immutable once finished: what was asked, by whom, what was planned, what came of it. */
export interface Deployment {
  readonly id: string
  readonly organizationId: string
  readonly environmentId: string
  readonly containerId: string
  readonly action: DeploymentAction
  /** Why: `deploy`, `redeploy`, `rollback`, `stop`, `restart`, `delete`. */
  readonly origin: 'deploy' | 'redeploy' | 'rollback' | 'stop' | 'restart' | 'delete'
  readonly state: DeploymentState
  readonly requestedBy: string
  /** The spec at the time of the request. */
  readonly spec: ContainerSpec
  /** Null until resolved, and for actions without an image. */
  readonly image: PinnedImage | null
  readonly steps: readonly DeploymentStep[]
  readonly findings: readonly Finding[]
  readonly endpoints: readonly Endpoint[]
  /** What the target calls the result: a container id, a commit. */
  readonly reference: string | null
  /** The deployment that was live before; null for the first. */
  readonly replacesId: string | null
  readonly cancelRequested: boolean
  readonly createdAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
}
