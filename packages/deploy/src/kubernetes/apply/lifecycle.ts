import type { Applied, Progress, ServiceIdentity, Workload } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import { runStep } from '../../run-step.ts'
import type { DeploymentObject, KubeObject } from '../connection/objects.ts'
import { placeOf } from '../render/place.ts'
import { awaitNoPods } from '../rollout/await-no-pods.ts'
import type { KubernetesContext } from '../settings.ts'
import { findDeployment } from '../status.ts'
import { bringUp, deployVersion, keepRelease } from './deploy-version.ts'
import { atHome } from './home.ts'
import { leaveNamespace } from './namespace.ts'
import { objectsAnywhere, removeObjects, titleOf } from './own-objects.ts'
import { readRelease } from './release.ts'

/** New pods of the version that served last, one after another; a stopped service gets its pods back. */
export async function restartService(
  context: KubernetesContext,
  workload: Workload,
  progress: Progress,
  signal: AbortSignal,
): Promise<Applied> {
  const { service, deploymentId } = workload
  const placed = await atHome(context, service, AbortSignal.timeout(context.timings.undoMs))
  const release = await readRelease(placed, service, signal)
  if (release === undefined) return deployVersion(context, workload, progress, signal)
  const objects = release.objects.map((object) => restarted(object, deploymentId))
  return bringUp(placed, workload, objects, progress, signal)
}

/** The pods are told apart by the restart's id; what is deployed is what it was. */
function restarted(object: KubeObject, deploymentId: string): KubeObject {
  if (object.kind !== 'Deployment') return object
  const { spec, ...rest } = object as DeploymentObject
  const { metadata } = spec.template
  const annotations = { ...metadata?.annotations, [KEYS.deployment]: deploymentId }
  return {
    ...rest,
    spec: { ...spec, template: { ...spec.template, metadata: { ...metadata, annotations } } },
  } as KubeObject
}

/** No pods; everything else stays, and an autoscaler does nothing at zero. */
export async function stopService(
  context: KubernetesContext,
  service: ServiceIdentity,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const live = await findDeployment(context, service, signal)
  if (live === undefined) return
  const { name, namespace = '' } = live.metadata
  await runStep(
    progress,
    { name: 'stop', begin: `Stopping the pods of ${name}.`, failure: 'The pods were not stopped.' },
    async () => {
      const release = await readRelease(context, service, signal)
      await context.api.patch('Deployment', namespace, name, { spec: { replicas: 0 } }, signal)
      if (release) await keepRelease(context, { service }, { ...release, stopped: true }, live, signal)
      await awaitNoPods(context, service, namespace, signal)
      return [undefined, 'No pod is left.']
    },
  )
}

/** Everything of the service, under whatever name or namespace it once had. */
export async function removeService(
  context: KubernetesContext,
  service: ServiceIdentity,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const placed = await atHome(context, service, signal)
  const claims = await objectsAnywhere(context, service, signal, ['PersistentVolumeClaim'])
  const own = [...(await objectsAnywhere(context, service, signal)), ...claims]
  const data = claims.length > 0 ? ` and the data of its volumes (${claims.map(titleOf).join(', ')})` : ''
  const begin = `Removing ${own.length} objects of ${service.name}${data}.`
  await runStep(progress, { name: 'remove', begin, failure: 'Not everything was removed.' }, async () => {
    await removeObjects(context, own, signal)
    await awaitNoPods(context, service, context.settings.namespace, signal)
    // The service's own one too: a removal that was cut off has left nothing else to know it by.
    const { namespace: usual } = placeOf(service, placed.settings)
    const namespaces = new Set([usual, ...own.map(({ metadata }) => metadata.namespace ?? usual)])
    for (const namespace of namespaces) await leaveNamespace(context, service, namespace, signal)
    return [undefined, 'Nothing of the service is left.']
  })
}
