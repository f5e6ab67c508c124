import type { ServiceIdentity, Workload } from '@fairlead/core'
import { parseDocument } from 'yaml'
import { isAutoscaled } from '../manifests/deployment-manifest.ts'
import { KEYS } from '../manifests/keys.ts'
import type { Changes, CommitMessage } from './commit.ts'
import { type CommittedService, environmentFolder, serviceFolder } from './committed-service.ts'
import { renderNamespace, renderService, SERVICE_FILES } from './render.ts'

export interface Plan {
  readonly changes: Changes
  readonly message: CommitMessage
}

const DEPLOYMENT_TRAILER = 'Fairlead-Deployment'
const SERVICE_TRAILER = 'Fairlead-Service'

/** The line by which the commit of a deployment is found again. */
export const deploymentTrailer = (deploymentId: string): string => `${DEPLOYMENT_TRAILER}: ${deploymentId}`

const placeOf = (service: ServiceIdentity): string =>
  `Service: ${service.projectName} / ${service.environmentName} / ${service.name}`

/**
 * All files of the service as the workload wants them. A folder that it had under another name is emptied;
 * `vacates`: it was the last service of its former environment, so that the namespace there goes too.
 */
export function planApply(
  workload: Workload,
  committed: CommittedService | undefined,
  vacates: boolean,
): Plan {
  const { service, image, deploymentId } = workload
  const changes = new Map<string, string | null>()
  if (committed && committed.folder !== serviceFolder(service)) deleteFiles(changes, committed.folder)
  if (committed && vacates) changes.set(namespaceFile(committed.folder), null)
  const rendered = renderService(workload)
  for (const file of SERVICE_FILES)
    changes.set(`${serviceFolder(service)}/${file}`, rendered.get(file) ?? null)
  changes.set(`${environmentFolder(service)}/namespace.yaml`, renderNamespace(service))
  return {
    changes,
    message: {
      subject: `Deploy ${service.name}: ${image.registry}/${image.repository}:${image.tag}`,
      body: [
        placeOf(service),
        `Image: ${image.registry}/${image.repository}:${image.tag}`,
        `Digest: ${image.digest}`,
      ],
      trailers: { [DEPLOYMENT_TRAILER]: deploymentId, [SERVICE_TRAILER]: service.id },
    },
  }
}

/** The service's pods are replaced one after another; a stopped service gets its pods back. */
export function planRestart(workload: Workload, committed: CommittedService): Plan {
  const { service, spec, deploymentId } = workload
  const document = parseDocument(committed.manifest)
  document.setIn(['spec', 'template', 'metadata', 'annotations', KEYS.restart], deploymentId)
  if (committed.replicas === 0) {
    if (isAutoscaled(spec)) document.deleteIn(['spec', 'replicas'])
    else document.setIn(['spec', 'replicas'], spec.minInstances)
  }
  return {
    changes: new Map([[`${committed.folder}/deployment.yaml`, document.toString({ lineWidth: 0 })]]),
    message: {
      subject: `Restart ${service.name}`,
      body: [placeOf(service), ...(committed.digest ? [`Digest: ${committed.digest}`] : [])],
      trailers: { [DEPLOYMENT_TRAILER]: deploymentId, [SERVICE_TRAILER]: service.id },
    },
  }
}

/** No pods; everything else stays, and an autoscaler does nothing at zero. */
export function planStop(service: ServiceIdentity, committed: CommittedService): Plan {
  const document = parseDocument(committed.manifest)
  document.setIn(['spec', 'replicas'], 0)
  return {
    changes: new Map([[`${committed.folder}/deployment.yaml`, document.toString({ lineWidth: 0 })]]),
    message: {
      subject: `Stop ${service.name}`,
      body: [placeOf(service)],
      trailers: { [SERVICE_TRAILER]: service.id },
    },
  }
}

/** The service's own files go. `isLast`: no other service is in the environment, so that its namespace goes too. */
export function planRemove(service: ServiceIdentity, committed: CommittedService, isLast: boolean): Plan {
  const changes = new Map<string, string | null>()
  deleteFiles(changes, committed.folder)
  if (isLast) changes.set(namespaceFile(committed.folder), null)
  return {
    changes,
    message: {
      subject: `Remove ${service.name}`,
      body: [placeOf(service)],
      trailers: { [SERVICE_TRAILER]: service.id },
    },
  }
}

/** The environment's namespace file beside a service's folder. */
export const namespaceFile = (folder: string): string =>
  `${folder.slice(0, folder.lastIndexOf('/'))}/namespace.yaml`

function deleteFiles(changes: Map<string, string | null>, folder: string): void {
  for (const file of SERVICE_FILES) changes.set(`${folder}/${file}`, null)
}
