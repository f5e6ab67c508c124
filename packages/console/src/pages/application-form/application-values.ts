import type { Container, SecretVariableAnswer, VariableAnswer } from '@fairlead/api/client'

export type HealthKind = 'none' | 'http' | 'tcp' | 'exec' | 'grpc'
type Protocol = 'HTTP' | 'GRPC' | 'TCP' | 'UDP'
/** A number field may be empty while somebody types. */
export type NumberValue = number | ''

export interface PortValue {
  /** Of a port that is saved. */
  readonly id?: string
  /** Of the row, for as long as the form is open. */
  readonly row: string
  internalPort: NumberValue
  protocol: Protocol
  isPublic: boolean
  externalPort: NumberValue
}

export interface VolumeValue {
  /** Of a volume that is saved. */
  readonly id?: string
  readonly row: string
  mountPoint: string
  /** GiB. */
  size: NumberValue
}

export interface VariableValue {
  /** Of a variable that is saved. */
  readonly id?: string
  readonly row: string
  name: string
  /** Of a secret one that is saved it is empty until another is typed: nobody can read it again. */
  value: string
  isSecret: boolean
}

export interface HealthValue {
  kind: HealthKind
  port: NumberValue
  path: string
  scheme: 'HTTP' | 'HTTPS'
  /** A word a line. */
  command: string
  service: string
  initialDelay: NumberValue
  period: NumberValue
  timeout: NumberValue
  successes: NumberValue
  failures: NumberValue
}

/** What the form of an application holds. */
export interface ApplicationValues {
  environmentId: string
  registryId: string
  image: string
  tag: string
  name: string
  description: string
  entrypoint: string
  /** An argument a line. */
  args: string
  /** In cores. */
  cpu: NumberValue
  memory: NumberValue
  memoryUnit: 'MiB' | 'GiB'
  minInstances: NumberValue
  maxInstances: NumberValue
  ports: PortValue[]
  variables: VariableValue[]
  volumes: VolumeValue[]
  readiness: HealthValue
  liveness: HealthValue
}

let rows = 0
const newRow = (): string => `row-${++rows}`

export const newPort = (
  internalPort: NumberValue = '',
  protocol: Protocol = 'HTTP',
  isPublic = false,
): PortValue => ({
  row: newRow(),
  internalPort,
  protocol,
  isPublic,
  externalPort: '',
})

export const newVariable = (name = '', value = ''): VariableValue => ({
  row: newRow(),
  name,
  value,
  isSecret: false,
})

export const newVolume = (): VolumeValue => ({ row: newRow(), mountPoint: '', size: 10 })

/** Whether it is a secret one that is saved, which keeps its value unless another is typed. */
export const keepsValue = ({ id, isSecret, value }: VariableValue): boolean =>
  id !== undefined && isSecret && value === ''

const noCheck = (): HealthValue => ({
  kind: 'none',
  port: '',
  path: '/',
  scheme: 'HTTP',
  command: '',
  service: '',
  initialDelay: 0,
  period: 10,
  timeout: 5,
  successes: 1,
  failures: 3,
})

/** An application that is still to be made. */
export const newApplication = (given: Partial<ApplicationValues> = {}): ApplicationValues => ({
  environmentId: '',
  registryId: '',
  image: '',
  tag: '',
  name: '',
  description: '',
  entrypoint: '',
  args: '',
  cpu: 0.5,
  memory: 512,
  memoryUnit: 'MiB',
  minInstances: 1,
  maxInstances: 1,
  ports: [],
  variables: [],
  volumes: [],
  readiness: noCheck(),
  liveness: noCheck(),
  ...given,
})

/** An application as it is saved. */
export const savedApplication = (
  container: Container,
  variables: readonly VariableAnswer[],
  secrets: readonly SecretVariableAnswer[],
): ApplicationValues => ({
  environmentId: container.environment.id,
  registryId: container.registry_id,
  image: container.image_name,
  tag: container.tag,
  name: container.name,
  description: container.description,
  entrypoint: container.entrypoint ?? '',
  args: container.arguments.join('\n'),
  cpu: container.cpu / 1000,
  ...memoryOf(container.memory),
  minInstances: container.min_running_instances,
  maxInstances: container.max_running_instances,
  ports: container.ports.map((port) => ({
    id: port.id,
    row: newRow(),
    internalPort: port.internal_port,
    protocol: port.protocol,
    isPublic: port.publicly_accessible,
    externalPort: port.external_port ?? '',
  })),
  variables: [
    ...variables.map(({ id, key, value }) => ({ id, row: newRow(), name: key, value, isSecret: false })),
    ...secrets.map(({ id, key }) => ({ id, row: newRow(), name: key, value: '', isSecret: true })),
  ],
  volumes: container.storage.map(({ id, mount_point, size }) => ({
    id,
    row: newRow(),
    mountPoint: mount_point,
    size,
  })),
  readiness: savedCheck(container.healthchecks.readiness_probe),
  liveness: savedCheck(container.healthchecks.liveness_probe),
})

function memoryOf(mebibytes: number): Pick<ApplicationValues, 'memory' | 'memoryUnit'> {
  const isWhole = mebibytes >= 1024 && mebibytes % 1024 === 0
  return isWhole ? { memory: mebibytes / 1024, memoryUnit: 'GiB' } : { memory: mebibytes, memoryUnit: 'MiB' }
}

function savedCheck(probe: Container['healthchecks']['readiness_probe']): HealthValue {
  const empty = noCheck()
  if (probe === null) return empty
  const { http, tcp, exec, grpc } = probe.type
  return {
    ...empty,
    kind: http ? 'http' : tcp ? 'tcp' : exec ? 'exec' : grpc ? 'grpc' : 'none',
    port: http?.port ?? tcp?.port ?? grpc?.port ?? '',
    path: http?.path ?? '/',
    scheme: http?.scheme === 'HTTPS' ? 'HTTPS' : 'HTTP',
    command: exec?.command.join('\n') ?? '',
    service: grpc?.service ?? '',
    initialDelay: probe.initial_delay_seconds,
    period: probe.period_seconds,
    timeout: probe.timeout_seconds,
    successes: probe.success_threshold,
    failures: probe.failure_threshold,
  }
}
