/** All times of the domain are ISO 8601 in UTC with milliseconds; all ids are UUIDs. */
export interface Organization {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

export interface Project {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly description: string
  readonly createdAt: string
  readonly updatedAt: string
}

export type EnvironmentMode = 'DEVELOPMENT' | 'PREVIEW' | 'PRODUCTION' | 'STAGING'

export interface Environment {
  readonly id: string
  readonly organizationId: string
  readonly projectId: string
  readonly clusterId: string
  readonly name: string
  readonly mode: EnvironmentMode
  readonly createdAt: string
  readonly updatedAt: string
}

export type TargetKind = 'docker' | 'gitops'

/** A deploy target. The contract calls it a cluster. */
export interface Cluster {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly description: string
  readonly target: TargetSettings
  readonly isDefault: boolean
  readonly createdAt: string
  readonly updatedAt: string
}

export type TargetSettings =
  | {
      readonly kind: 'docker'
      /** Engine socket, `unix:///var/run/docker.sock`. */
      readonly endpoint: string
      /** Address that published ports bind to, `127.0.0.1`. */
      readonly publishAddress: string
    }
  | {
      readonly kind: 'gitops'
      /** Absolute path of a Git work tree, or of a folder that becomes one. */
      readonly folder: string
      readonly branch: string
    }
