import type { KubernetesSettings, ServiceIdentity, Workload } from '@fairlead/core'
import { autoscalerManifest } from '../../manifests/autoscaler-manifest.ts'
import { claimManifests } from '../../manifests/claim-manifests.ts'
import { deploymentManifest, labelsOf } from '../../manifests/deployment-manifest.ts'
import { KEYS } from '../../manifests/keys.ts'
import type { Place } from '../../manifests/names.ts'
import { namespaceManifest } from '../../manifests/namespace-manifest.ts'
import { clusterServiceManifest, publicServiceManifest } from '../../manifests/service-manifests.ts'
import type { WithLogin } from '../apply/kept-login.ts'
import type { KubeObject } from '../connection/objects.ts'
import type { PlacedSettings } from '../settings.ts'
import { platformAffinity } from './affinity.ts'
import { configMap } from './config-map.ts'
import { loginNameIn, placeOf } from './place.ts'
import { routedPorts, routes } from './routes.ts'
import { secretVariables } from './secret-variables.ts'
import { securityContexts } from './security.ts'

/** What a service's pods may need to end in order. */
const GRACE_SECONDS = 30
/** ReplicaSets of former versions: a rollback renders its own, so that they are of use to people alone. */
const KEPT_REVISIONS = 3

/** All objects of a service in the order in which they are applied, without its Namespace and the pull secret. */
export function renderObjects(
  workload: WithLogin<Workload>,
  settings: PlacedSettings,
  deadlineMs: number,
): readonly KubeObject[] {
  const place = placeOf(workload.service, settings)
  const variables = [configMap(workload, place), secretVariables(workload, place)].filter(isGiven)
  return [
    ...(accountName(workload, place) === place.name ? [serviceAccount(workload, place)] : []),
    ...variables,
    ...claimManifests(workload, place, { storageClass: settings.storageClass ?? undefined }),
    deployment(workload, settings, place, variables, deadlineMs),
    clusterServiceManifest(workload, place),
    publicService(workload, settings, place),
    ...routes(workload, place, settings.publish),
    autoscalerManifest(workload, place),
    disruptionBudget(workload, place),
  ].filter(isGiven)
}

const isGiven = (object: object | undefined): object is KubeObject => object !== undefined

/** The Namespace of the service's environment with its Pod Security level; undefined where somebody else makes it. */
export const renderNamespace = (
  service: ServiceIdentity,
  settings: PlacedSettings,
): KubeObject | undefined =>
  settings.namespace === null
    ? namespaceManifest(service, {
        name: placeOf(service, settings).namespace,
        labels: { 'pod-security.kubernetes.io/enforce': settings.podSecurity },
      })
    : undefined

/** The account that a service's pods run as: one that it names, else its own. */
export const accountName = ({ spec }: Pick<Workload, 'spec'>, { name }: Place): string =>
  spec.security?.serviceAccountName ?? name

/** An identity of its own for each service, without any right. */
const serviceAccount = (workload: Workload, place: Place): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...place, labels: labelsOf(workload) },
    automountServiceAccountToken: false,
  }) as KubeObject

function deployment(
  workload: WithLogin<Workload>,
  settings: KubernetesSettings,
  place: Place,
  variables: readonly KubeObject[],
  deadlineMs: number,
): KubeObject {
  const security = securityContexts(settings, workload.spec)
  const { service, image, credential } = workload
  const login = workload.pullSecret ?? (credential && loginNameIn(settings, service, image.registryId))
  const affinity = platformAffinity(image)
  return deploymentManifest(workload, {
    place,
    spec: {
      progressDeadlineSeconds: Math.max(1, Math.ceil(deadlineMs / 1000)),
      revisionHistoryLimit: KEPT_REVISIONS,
      // One that somebody paused would never come up.
      paused: false,
    },
    templateAnnotations: { [KEYS.deployment]: workload.deploymentId },
    pod: {
      serviceAccountName: accountName(workload, place),
      imagePullSecrets: login === undefined ? undefined : [{ name: login }],
      ...(affinity ? { affinity } : {}),
      terminationGracePeriodSeconds: GRACE_SECONDS,
      securityContext: security.pod,
    },
    container: {
      env: undefined,
      ...(variables.length > 0 ? { envFrom: variables.map(envFrom) } : {}),
      securityContext: security.container,
    },
  }) as unknown as KubeObject
}

const envFrom = ({ kind, metadata: { name } }: KubeObject) =>
  kind === 'Secret' ? { secretRef: { name } } : { configMapRef: { name } }

/** What neither an Ingress nor a route serves gets an address or a node's port. */
function publicService(
  workload: Workload,
  { publish }: KubernetesSettings,
  place: Place,
): object | undefined {
  const byHost = publish.kind === 'ingress' || publish.kind === 'gateway'
  const routed = new Set(byHost ? routedPorts(workload).map(({ internalPort }) => internalPort) : [])
  const ports = workload.spec.ports.filter(
    ({ internalPort, protocol }) => protocol === 'TCP' || protocol === 'UDP' || !routed.has(internalPort),
  )
  const type = publish.kind === 'node-port' ? 'NodePort' : 'LoadBalancer'
  return publicServiceManifest({ ...workload, spec: { ...workload.spec, ports } }, place, type)
}

/** Of several instances one at a time may be taken away by a node's maintenance. */
const disruptionBudget = (workload: Workload, place: Place): KubeObject | undefined =>
  workload.spec.minInstances < 2
    ? undefined
    : ({
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { ...place, labels: labelsOf(workload) },
        spec: { maxUnavailable: 1, selector: { matchLabels: { [KEYS.service]: workload.service.id } } },
      } as KubeObject)
