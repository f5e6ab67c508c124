import type { Healthchecks, Probe, Workload } from '@fairlead/core'
import type Docker from 'dockerode'
import { capabilitiesOf } from '../capabilities.ts'
import { portKey } from './endpoints.ts'
import { labelsOf, type Role } from './labels.ts'
import { mountsOf } from './volumes.ts'

export interface ContainerPlan {
  readonly workload: Workload
  readonly role: Role
  readonly instance: number
  readonly replaces: readonly string[]
  readonly publishAddress: string
  /** Also publish private ports, on loopback: probes have no other way to them. */
  readonly publishesPrivate: boolean
}

const MIB = 1024 * 1024
const NANOSECONDS = 1_000_000_000
const LOOPBACK = '127.0.0.1'

/** What the engine knows the image by once it was pulled by digest. */
export const imageReference = ({ image }: Workload): string =>
  `${image.registry}/${image.repository}@${image.digest}`

/**
 * The container of one instance. It is not restarted by the engine until it was proved: one that ends while it starts
 * must be seen to end. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerCreate
 */
export function createOptions(plan: ContainerPlan): Docker.ContainerCreateOptions {
  const { spec } = plan.workload
  const healthcheck = healthcheckOf(spec.healthchecks)
  const { drop, add = [] } = capabilitiesOf(spec)
  const { runAsUser, runAsGroup } = spec.security ?? {}
  return {
    Image: imageReference(plan.workload),
    Labels: labelsOf(plan.workload, plan),
    Env: environmentOf(plan.workload),
    ...(spec.entrypoint ? { Entrypoint: [spec.entrypoint] } : {}),
    ...(spec.arguments.length > 0 ? { Cmd: [...spec.arguments] } : {}),
    ...(runAsUser === undefined ? {} : { User: `${runAsUser}:${runAsGroup ?? runAsUser}` }),
    ...(healthcheck ? { Healthcheck: healthcheck } : {}),
    ExposedPorts: Object.fromEntries(spec.ports.map((port) => [portKey(port), {}])),
    HostConfig: {
      PortBindings: portBindings(plan),
      RestartPolicy: { Name: 'no' },
      ...(spec.cpuMilli > 0 ? { NanoCpus: spec.cpuMilli * 1_000_000 } : {}),
      // As much memory and swap together as memory alone: no swap, as on Kubernetes.
      ...(spec.memoryMib > 0 ? { Memory: spec.memoryMib * MIB, MemorySwap: spec.memoryMib * MIB } : {}),
      ...(spec.readOnlyRootFilesystem ? { ReadonlyRootfs: true } : {}),
      Mounts: mountsOf(plan.workload),
      SecurityOpt: ['no-new-privileges'],
      CapDrop: [...drop],
      ...(add.length > 0 ? { CapAdd: [...add] } : {}),
      // The driver whose logs can be read back, whatever the engine's own default is, and bounded.
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
    },
  }
}

const environmentOf = ({ spec, secrets }: Workload): string[] => [
  ...spec.variables.map(({ name, value }) => `${name}=${value}`),
  ...secrets.map(({ name, value }) => `${name}=${value.reveal()}`),
]

function portBindings({ workload, role, publishAddress, publishesPrivate }: ContainerPlan) {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {}
  for (const port of workload.spec.ports) {
    if (!port.publiclyAccessible && !publishesPrivate) continue
    const isFixed = port.publiclyAccessible && port.externalPort !== undefined && role === 'service'
    const binding = {
      // A trial is nobody's business but the probes'.
      HostIp: port.publiclyAccessible && role === 'service' ? publishAddress : LOOPBACK,
      HostPort: isFixed ? String(port.externalPort) : '',
    }
    bindings[portKey(port)] = [...(bindings[portKey(port)] ?? []), binding]
  }
  return bindings
}

/** The exec probe that Docker itself runs: it knows one per container, and readiness is what a deployment waits for. */
export function execProbe({ readiness, liveness }: Healthchecks): Probe | undefined {
  return [readiness, liveness].find((probe) => probe?.type.kind === 'exec') ?? undefined
}

function healthcheckOf(healthchecks: Healthchecks): Docker.HealthConfig | undefined {
  const probe = execProbe(healthchecks)
  if (probe?.type.kind !== 'exec') {
    // The user's probes take the place of the image's own healthcheck.
    return healthchecks.readiness || healthchecks.liveness ? { Test: ['NONE'] } : undefined
  }
  return {
    Test: ['CMD', ...probe.type.command],
    Interval: probe.periodSeconds * NANOSECONDS,
    Timeout: probe.timeoutSeconds * NANOSECONDS,
    Retries: probe.failureThreshold,
    StartPeriod: probe.initialDelaySeconds * NANOSECONDS,
  }
}
