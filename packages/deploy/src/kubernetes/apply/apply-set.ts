import type { ServiceIdentity } from '@fairlead/core'
import type { DeploymentObject, KubeObject, OwnerReference } from '../connection/objects.ts'
import type { KubernetesContext } from '../settings.ts'
import { applyObject, expectOwn } from './apply-object.ts'
import { applyClaim, isClaim } from './claims.ts'
import { handOverReplicas, startedBy } from './hand-over-replicas.ts'
import { ownObjects, removeObjects } from './own-objects.ts'
import { takeOutAdded } from './take-out.ts'

/** Kinds that pods need before they start. */
const FIRST = new Set(['ServiceAccount', 'ConfigMap', 'Secret'])

interface ApplySet {
  readonly service: ServiceIdentity
  readonly objects: readonly KubeObject[]
  /** What is there of each of them, where that was looked at already. */
  readonly live?: readonly (KubeObject | undefined)[]
  /** Hears of fields that were taken back from somebody. */
  onTaken(text: string): void
}

/**
 * Applies all objects of a service: first what its pods need, then the Deployment, then what leads to it, each with the
 * Deployment as its owner. Repeated it changes nothing. Throws `target.failed` before anything is changed where
 * an object is somebody else's. Gives the Deployment as it is then.
 */
export async function applySet(
  context: KubernetesContext,
  { service, objects, live: known, onTaken }: ApplySet,
  signal: AbortSignal,
): Promise<DeploymentObject> {
  const live =
    known ?? (await Promise.all(objects.map((object) => expectOwn(context, object, service, signal))))
  const present = live.find((object, index) => object && objects[index]?.kind === 'Deployment')
  const apply = (object: KubeObject, owner: KubeObject | undefined) =>
    applyObject<KubeObject>(context, owner ? owned(object, owner) : object, { service, onTaken }, signal)
  // An autoscaler that is not wanted any more would set the number of pods until it goes.
  await removeObsoleteAutoscalers(context, service, objects, present, signal)
  // Without an owner: whoever deletes the Deployment by hand does not mean the data.
  await Promise.all(
    objects.map((each, index) => isClaim(each) && applyClaim(context, each, live[index], service, signal)),
  )
  const first = objects.filter(({ kind }) => FIRST.has(kind))
  await Promise.all(first.map((object) => apply(object, present)))
  const deployment = await applyDeployment(context, { service, objects, onTaken }, present, apply, signal)
  await Promise.all([
    // What came before the Deployment belongs to it from now on.
    ...(present?.metadata.uid === deployment.metadata.uid
      ? []
      : first.map((object) => apply(object, deployment))),
    ...objects
      .filter((each) => !FIRST.has(each.kind) && each.kind !== 'Deployment' && !isClaim(each))
      .map((object) => apply(object, deployment)),
  ])
  return deployment
}

async function removeObsoleteAutoscalers(
  context: KubernetesContext,
  service: ServiceIdentity,
  objects: readonly KubeObject[],
  present: KubeObject | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (present === undefined || objects.some(({ kind }) => kind === 'HorizontalPodAutoscaler')) return
  const own = await ownObjects(context, service, signal, ['HorizontalPodAutoscaler'])
  await removeObjects(context, own, signal)
}

async function applyDeployment(
  context: KubernetesContext,
  { objects, onTaken }: ApplySet,
  present: KubeObject | undefined,
  apply: (object: KubeObject, owner: undefined) => Promise<KubeObject>,
  signal: AbortSignal,
): Promise<DeploymentObject> {
  const wanted = objects.find(({ kind }) => kind === 'Deployment')
  if (wanted === undefined) throw new Error('A service is applied with its Deployment.')
  if (present) {
    await takeOutAdded(context, wanted, present, onTaken, signal)
    const started = startedBy(wanted, present, objects)
    // Its template in the same step, so that no pod of the old one starts.
    if (started) await apply(started, undefined)
    await handOverReplicas(context, wanted, present, objects, signal)
  }
  return (await apply(wanted, undefined)) as DeploymentObject
}

/** Deleting the Deployment takes the rest along: https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/ */
function owned(object: KubeObject, { apiVersion, kind, metadata }: KubeObject): KubeObject {
  const owner: OwnerReference = { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' }
  return { ...object, metadata: { ...object.metadata, ownerReferences: [owner] } }
}
