import type { SealedSecret } from '../ports/vault.ts'

export type PortProtocol = 'HTTP' | 'GRPC' | 'TCP' | 'UDP'

export interface ServicePort {
  readonly id: string
  readonly name: string
  readonly internalPort: number
  /** Port asked for on the target; absent lets the target choose. */
  readonly externalPort?: number
  readonly publiclyAccessible: boolean
  readonly protocol: PortProtocol
}

export interface Probe {
  readonly type:
    | {
        readonly kind: 'http'
        readonly port: number
        readonly path: string
        readonly scheme: 'HTTP' | 'HTTPS'
      }
    | { readonly kind: 'tcp'; readonly port: number }
    | { readonly kind: 'exec'; readonly command: readonly string[] }
    | { readonly kind: 'grpc'; readonly port: number; readonly service: string }
  readonly initialDelaySeconds: number
  readonly periodSeconds: number
  readonly timeoutSeconds: number
  readonly successThreshold: number
  readonly failureThreshold: number
}

export interface Healthchecks {
  readonly readiness: Probe | null
  readonly liveness: Probe | null
}

export interface Variable {
  readonly name: string
  readonly value: string
}

/** A folder of the service that outlives its instances: redeploys, rollbacks and stops leave it, and it goes with the service. */
export interface Volume {
  /** Stays as long as the volume does, wherever it is mounted. */
  readonly id: string
  /** Absolute path in the container. */
  readonly mountPoint: string
  readonly sizeGib: number
}

/** `Recreate`: the old instances end before the new ones start. */
export type UpdateStrategy = 'RollingUpdate' | 'Recreate'

/**
 * Linux capabilities that may be given to a service, without the prefix `CAP_`: those of the Pod Security level `baseline`.
 * Any other gives away the machine. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
 */
export const CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
] as const
export type Capability = (typeof CAPABILITIES)[number]

/** What a service's processes run as and may do. What is left out is the cluster's choice, and least. */
export interface ServiceSecurity {
  /** One that somebody made in the service's namespace, with its rights; else one of its own, without any. */
  readonly serviceAccountName?: string
  /** Whether its pods get a token to ask the cluster's API with. */
  readonly mountsAccountToken?: boolean
  readonly runAsUser?: number
  /** Never without the user. */
  readonly runAsGroup?: number
  readonly addedCapabilities?: readonly Capability[]
}

/** A variable whose value nobody can read again. */
export interface SecretVariable {
  readonly name: string
  /** Bound to the service. */
  readonly sealed: SealedSecret
  /** New with each value that is set, and made by chance: nothing of the value follows from it. */
  readonly version: string
}

/** What a container service asks for. Units: `cpuMilli` thousandths of a core, `memoryMib` MiB. */
export interface ContainerSpec {
  readonly registryId: string
  /** Repository without the host: `acme/app`. */
  readonly imageName: string
  readonly tag: string
  readonly entrypoint: string | null
  readonly arguments: readonly string[]
  readonly cpuMilli: number
  readonly memoryMib: number
  readonly minInstances: number
  readonly maxInstances: number
  readonly ports: readonly ServicePort[]
  readonly healthchecks: Healthchecks
  readonly variables: readonly Variable[]
  /** None has the name of a variable. */
  readonly secrets: readonly SecretVariable[]
  readonly volumes: readonly Volume[]
  readonly updateStrategy: UpdateStrategy
  /** Instances write to their volumes alone. */
  readonly readOnlyRootFilesystem: boolean
  /** Absent: all of it is the cluster's choice. */
  readonly security?: ServiceSecurity
}

/** Whether old instances end before new ones start: as asked, or since a volume is of one instance at a time. */
export const isRecreated = ({
  updateStrategy,
  volumes,
}: Pick<ContainerSpec, 'updateStrategy' | 'volumes'>): boolean =>
  updateStrategy === 'Recreate' || volumes.length > 0

/** An application that runs from an image. */
export interface ContainerService {
  readonly id: string
  readonly organizationId: string
  readonly environmentId: string
  readonly name: string
  readonly description: string
  readonly spec: ContainerSpec
  readonly autoPreview: boolean
  readonly autoDeploy: boolean
  readonly iconUri: string
  /** Settings of the contract that Fairlead keeps and returns but does not act on. */
  readonly extras: Readonly<Record<string, unknown>>
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}
