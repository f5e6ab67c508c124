import type {
  Container,
  ContainerRequest,
  SecretVariableRequest,
  VariableRequest,
} from '@fairlead/api/client'
import {
  type ApplicationValues,
  type HealthValue,
  keepsValue,
  type NumberValue,
  type PortValue,
} from './application-values.ts'

type Probe = NonNullable<ContainerRequest['healthchecks']['readiness_probe']>
type Ports = NonNullable<ContainerRequest['ports']>

// An empty field is left out; what must be there was asked for before.
const numberOf = (value: NumberValue): number | undefined => (value === '' ? undefined : value)

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')

/** The form as the API takes it. `saved` gives what the form does not show, so that saving keeps it. */
export function requestOf(values: ApplicationValues, saved?: Container): ContainerRequest {
  const factor = values.memoryUnit === 'GiB' ? 1024 : 1
  return {
    ...(saved ? keptOf(saved) : {}),
    name: values.name.trim(),
    description: values.description,
    registry_id: values.registryId,
    image_name: values.image.trim(),
    tag: values.tag.trim(),
    entrypoint: values.entrypoint.trim() || null,
    arguments: linesOf(values.args),
    cpu: values.cpu === '' ? undefined : Math.round(values.cpu * 1000),
    memory: values.memory === '' ? undefined : Math.round(values.memory * factor),
    min_running_instances: numberOf(values.minInstances),
    max_running_instances: numberOf(values.maxInstances),
    ports: values.ports.map((port) => portOf(port, saved)),
    storage: values.volumes.map(({ id, mountPoint, size }) => ({
      ...(id === undefined ? {} : { id }),
      type: 'FAST_SSD',
      mount_point: mountPoint.trim(),
      // Asked for by the form's own check.
      size: size === '' ? 0 : size,
    })),
    healthchecks: { readiness_probe: probeOf(values.readiness), liveness_probe: probeOf(values.liveness) },
  }
}

/** The variables as a plan takes them: of a secret one that keeps its value the name alone. */
export function variablesOf({ variables }: ApplicationValues): {
  variables: VariableRequest[]
  secrets: SecretVariableRequest[]
} {
  const plain = variables.filter(({ isSecret }) => !isSecret)
  const secret = variables.filter(({ isSecret }) => isSecret)
  return {
    variables: plain.map(({ name, value }) => ({ key: name.trim(), value })),
    secrets: secret.map((each) => ({
      key: each.name.trim(),
      ...(keepsValue(each) ? {} : { value: each.value }),
    })),
  }
}

const keptOf = (saved: Container): Partial<ContainerRequest> => ({
  gpu: saved.gpu,
  ephemeral_storage_in_gib: saved.ephemeral_storage_in_gib,
  cpu_architecture: saved.cpu_architecture,
  annotations_groups: saved.annotations_groups,
  labels_groups: saved.labels_groups,
  autoscaling: saved.autoscaling,
  auto_preview: saved.auto_preview,
  auto_deploy: saved.auto_deploy,
  icon_uri: saved.icon_uri,
})

function portOf(port: PortValue, saved: Container | undefined): Ports[number] {
  const kept = saved?.ports.find(({ id }) => id === port.id)
  const isSame = kept?.internal_port === port.internalPort
  return {
    ...(kept && isSame ? kept : {}),
    // Asked for by the form's own check.
    internal_port: port.internalPort === '' ? 0 : port.internalPort,
    external_port: port.isPublic ? numberOf(port.externalPort) : undefined,
    publicly_accessible: port.isPublic,
    protocol: port.protocol,
  }
}

function probeOf(health: HealthValue): Probe | undefined {
  const type = typeOf(health)
  return (
    type && {
      type,
      initial_delay_seconds: numberOf(health.initialDelay),
      period_seconds: numberOf(health.period),
      timeout_seconds: numberOf(health.timeout),
      success_threshold: numberOf(health.successes),
      failure_threshold: numberOf(health.failures),
    }
  )
}

function typeOf({ kind, port, path, scheme, command, service }: HealthValue): Probe['type'] | undefined {
  const at = port === '' ? 0 : port
  switch (kind) {
    case 'none':
      return undefined
    case 'http':
      return { http: { port: at, path, scheme } }
    case 'tcp':
      return { tcp: { port: at } }
    case 'exec':
      return { exec: { command: linesOf(command) } }
    case 'grpc':
      return { grpc: { port: at, service } }
  }
}
