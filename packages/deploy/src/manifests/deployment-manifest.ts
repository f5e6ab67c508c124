import {
  type ContainerSpec,
  isRecreated,
  type Probe,
  type ServiceIdentity,
  type ServicePort,
  type Volume,
  type Workload,
} from '@fairlead/core'
import { capabilitiesOf } from '../capabilities.ts'
import { KEYS } from './keys.ts'
import {
  claimName,
  isLabelValue,
  kubernetesName,
  type Place,
  portNames,
  pullSecretName,
  secretsName,
  transportOf,
  usualPlace,
} from './names.ts'

type Manifest = Record<string, unknown>

/** Labels of everything that is made for a service. The tag is one only where Kubernetes can hold it. */
export const labelsOf = ({
  service,
  image,
}: Pick<Workload, 'service' | 'image'>): Record<string, string> => ({
  'app.kubernetes.io/name': kubernetesName(service.name),
  ...(isLabelValue(image.tag) ? { 'app.kubernetes.io/version': image.tag } : {}),
  'app.kubernetes.io/managed-by': 'fairlead',
  [KEYS.service]: service.id,
  [KEYS.environment]: service.environmentId,
  [KEYS.organization]: service.organizationId,
})

/** What selects a service's pods. It never changes: a Deployment's selector is immutable. */
export const selectorOf = (service: ServiceIdentity): Record<string, string> => ({
  [KEYS.service]: service.id,
})

/**
 * Kubernetes replaces `$(NAME)` in variables and arguments and reads `$$` as `$`; the other targets do not, so a
 * dollar that would be replaced is doubled.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export const literalDollars = (text: string): string => text.replace(/\$(?=[$(])/g, () => '$$')

/** What a target wants otherwise than usual. A field that is undefined is left out. */
export interface DeploymentChange {
  readonly place?: Place
  /** Of the Deployment's spec. */
  readonly spec?: Manifest
  readonly templateAnnotations?: Readonly<Record<string, string>>
  readonly pod?: Manifest
  readonly container?: Manifest
}

/** The service's Deployment, `apps/v1`. Without `replicas` where an autoscaler decides about them. */
export function deploymentManifest(workload: Workload, change: DeploymentChange = {}): Manifest {
  const { service, spec, image } = workload
  const annotations = change.templateAnnotations ? { annotations: change.templateAnnotations } : {}
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      ...(change.place ?? usualPlace(service)),
      labels: labelsOf(workload),
      annotations: {
        [KEYS.serviceName]: service.name,
        [KEYS.deployment]: workload.deploymentId,
        [KEYS.image]: `${image.registry}/${image.repository}:${image.tag}`,
      },
    },
    spec: {
      ...(isAutoscaled(spec) ? {} : { replicas: spec.minInstances }),
      selector: { matchLabels: selectorOf(service) },
      strategy: isRecreated(spec)
        ? { type: 'Recreate' }
        : { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      ...change.spec,
      template: { metadata: { labels: labelsOf(workload), ...annotations }, spec: podSpec(workload, change) },
    },
  }
}

export const isAutoscaled = (spec: ContainerSpec): boolean =>
  spec.minInstances > 0 && spec.maxInstances > spec.minInstances

function podSpec(workload: Workload, change: DeploymentChange): Manifest {
  const { service, spec, image, credential, keptLogin } = workload
  const isPrivate = credential !== undefined || keptLogin === 'needed'
  return {
    // No service talks to the cluster's API unless it asks for that.
    automountServiceAccountToken: spec.security?.mountsAccountToken ?? false,
    ...accountOf(spec),
    enableServiceLinks: false,
    ...(isPrivate ? { imagePullSecrets: [{ name: pullSecretName(image.registryId) }] } : {}),
    securityContext: { ...identityOf(spec), seccompProfile: { type: 'RuntimeDefault' } },
    ...podVolumes(workload),
    ...change.pod,
    containers: [
      {
        name: kubernetesName(service.name),
        image: `${image.registry}/${image.repository}@${image.digest}`,
        imagePullPolicy: 'IfNotPresent',
        ...(spec.entrypoint ? { command: [literalDollars(spec.entrypoint)] } : {}),
        ...(spec.arguments.length > 0 ? { args: spec.arguments.map(literalDollars) } : {}),
        ...environment(workload),
        ...containerPorts(spec.ports),
        ...volumeMounts(spec),
        ...resources(spec),
        ...(spec.healthchecks.readiness ? { readinessProbe: probe(spec.healthchecks.readiness, false) } : {}),
        ...(spec.healthchecks.liveness ? { livenessProbe: probe(spec.healthchecks.liveness, true) } : {}),
        securityContext: {
          allowPrivilegeEscalation: false,
          ...readOnlyRoot(spec),
          capabilities: capabilitiesOf(spec),
        },
        ...change.container,
      },
    ],
  }
}

/** Values of secret variables are not in a manifest: they are read of a Secret that somebody keeps. */
function environment({ service, spec, secrets }: Workload): Manifest {
  const env = [
    ...spec.variables.map(({ name, value }) => ({ name, value: literalDollars(value) })),
    ...secrets.map(({ name }) => ({
      name,
      valueFrom: { secretKeyRef: { name: secretsName(service), key: name } },
    })),
  ]
  return env.length > 0 ? { env } : {}
}

const accountOf = ({ security }: ContainerSpec): Manifest =>
  security?.serviceAccountName ? { serviceAccountName: security.serviceAccountName } : {}

/** The group that files of volumes get where the user is the image's own: whoever runs is in it, and may write. */
const VOLUME_GROUP = 65_532

/**
 * Whom a service runs as: as it says, else as the cluster has it, else as the image says.
 * https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-the-security-context-for-a-pod
 */
export function identityOf(
  { volumes, security = {} }: Pick<ContainerSpec, 'volumes' | 'security'>,
  usual: number | null = null,
): Manifest {
  const user = security.runAsUser ?? usual
  const group = security.runAsGroup ?? user
  return {
    ...(user === null ? {} : { runAsUser: user, runAsGroup: group, fsGroup: group }),
    ...(volumes.length === 0
      ? {}
      : { fsGroup: group ?? VOLUME_GROUP, fsGroupChangePolicy: 'OnRootMismatch' }),
  }
}

export const readOnlyRoot = ({
  readOnlyRootFilesystem,
}: Pick<ContainerSpec, 'readOnlyRootFilesystem'>): Manifest =>
  readOnlyRootFilesystem ? { readOnlyRootFilesystem } : {}

const volumeName = ({ id }: Volume): string => `volume-${id.slice(0, 8).toLowerCase()}`

const podVolumes = ({ service, spec: { volumes } }: Workload): Manifest =>
  volumes.length === 0
    ? {}
    : {
        volumes: volumes.map((volume) => ({
          name: volumeName(volume),
          persistentVolumeClaim: { claimName: claimName(service, volume) },
        })),
      }

const volumeMounts = ({ volumes }: ContainerSpec): Manifest =>
  volumes.length === 0
    ? {}
    : { volumeMounts: volumes.map((each) => ({ name: volumeName(each), mountPath: each.mountPoint })) }

function containerPorts(ports: readonly ServicePort[]): Manifest {
  if (ports.length === 0) return {}
  const names = portNames(ports)
  return {
    ports: ports.map((port, index) => ({
      name: names[index],
      containerPort: port.internalPort,
      protocol: transportOf(port),
    })),
  }
}

/** Request and limit are the same, so that what was asked for is there and neighbours are safe. */
function resources(spec: ContainerSpec): Manifest {
  const amounts = {
    ...(spec.cpuMilli > 0 ? { cpu: `${spec.cpuMilli}m` } : {}),
    ...(spec.memoryMib > 0 ? { memory: `${spec.memoryMib}Mi` } : {}),
  }
  return Object.keys(amounts).length === 0 ? {} : { resources: { requests: amounts, limits: amounts } }
}

function probe({ type, ...timing }: Probe, isLiveness: boolean): Manifest {
  return {
    ...probeAction(type),
    initialDelaySeconds: timing.initialDelaySeconds,
    periodSeconds: timing.periodSeconds,
    timeoutSeconds: timing.timeoutSeconds,
    // The API server refuses any other number for a liveness probe.
    successThreshold: isLiveness ? 1 : timing.successThreshold,
    failureThreshold: timing.failureThreshold,
  }
}

function probeAction(type: Probe['type']): Manifest {
  switch (type.kind) {
    case 'http':
      return { httpGet: { path: type.path, port: type.port, scheme: type.scheme } }
    case 'tcp':
      return { tcpSocket: { port: type.port } }
    case 'exec':
      return { exec: { command: [...type.command] } }
    case 'grpc':
      return { grpc: { port: type.port, ...(type.service === '' ? {} : { service: type.service }) } }
  }
}
