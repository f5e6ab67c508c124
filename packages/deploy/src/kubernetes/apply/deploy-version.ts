import { type Applied, anySignal, isAppError, type Progress, type Workload } from '@fairlead/core'
import { cancellation } from '../../cancellation.ts'
import { KEYS } from '../../manifests/keys.ts'
import type { Place } from '../../manifests/names.ts'
import { failedWith } from '../../outcome.ts'
import type { DeploymentObject, KubeObject } from '../connection/objects.ts'
import { serviceEndpoints } from '../endpoints.ts'
import { placeOf } from '../render/place.ts'
import { renderObjects } from '../render/render-objects.ts'
import { watchRollout } from '../rollout/watch-rollout.ts'
import { securityFindings } from '../security-findings.ts'
import type { KubernetesContext } from '../settings.ts'
import { applyStep } from './apply-step.ts'
import { bringBack } from './bring-back.ts'
import { atHome } from './home.ts'
import { withLogin } from './kept-login.ts'
import { leaveNamespace } from './namespace.ts'
import { ownObjects, removeObjects, sameObject, titleOf } from './own-objects.ts'
import { isReleaseOf, type Release, readRelease, releaseObject } from './release.ts'
import { untilAnswered } from './until-answered.ts'

/**
 * Brings a version up and then takes away what it replaces. Where it does not come up the last version that served is
 * brought back, and the failure's findings are the outcome. Repeated after a crash it goes on from what is there.
 */
export async function deployVersion(
  context: KubernetesContext,
  workload: Workload,
  progress: Progress,
  signal: AbortSignal,
): Promise<Applied> {
  const placed = await atHome(context, workload.service, AbortSignal.timeout(context.timings.undoMs))
  if (!signal.aborted && !workload.failure) {
    const findings = await securityFindings(
      placed,
      workload,
      placeOf(workload.service, placed.settings),
      signal,
    )
    if (findings.length > 0) throw failedWith(findings)
  }
  const named = await withLogin(placed, workload, AbortSignal.timeout(context.timings.undoMs))
  const objects = renderObjects(named, placed.settings, placed.timings.rolloutMs)
  return bringUp(placed, workload, objects, progress, signal)
}

/** The same for objects that are given. */
export async function bringUp(
  context: KubernetesContext,
  workload: Workload,
  objects: readonly KubeObject[],
  progress: Progress,
  signal: AbortSignal,
): Promise<Applied> {
  if (signal.aborted) return settleCanceled(context, workload, objects, progress, signal)
  const { service, deploymentId, failure } = workload
  if (failure) throw await bringBack(context, workload, failedWith(failure), progress)
  const place = deploymentPlace(objects)
  let touched = false
  let deployment: DeploymentObject
  try {
    deployment = await applyStep(context, workload, objects, progress, signal, () => {
      touched = true
    })
    const wanted = { service, ...place, deploymentId, applied: deployment }
    const findings = await watchRollout(context, wanted, progress, signal)
    if (findings.length > 0) throw failedWith(findings)
  } catch (error) {
    // What another run of it has begun is still to be undone.
    if (!touched && signal.aborted) return settleCanceled(context, workload, objects, progress, signal)
    const cause = signal.aborted ? cancellation(signal) : error
    if (!touched || isHandedOver(signal)) throw cause
    if (!signal.aborted && isAppError(cause)) progress.fail?.(cause.findings)
    throw await bringBack(context, workload, cause, progress)
  }
  // It serves: from here on nothing is undone, and it is too late to cancel it.
  const late = () => unlessHandedOver(signal, context.timings.undoMs)
  const release = { deploymentId, stopped: false, objects }
  const keeping = late()
  await untilAnswered(keeping, () => keepRelease(context, workload, release, deployment, keeping))
  if (isHandedOver(signal)) throw cancellation(signal)
  await prune(context, workload, objects, progress, late())
  return served(context, workload, place, late())
}

/**
 * Whether a signal fired because this server stops or has lost the deployment to another one, which goes on from what is
 * there: only what a user canceled is undone.
 */
const isHandedOver = (signal: AbortSignal): boolean => signal.aborted && isAppError(signal.reason)

/**
 * Ends with the time, and once another server has taken the deployment: that one finishes it, and what is written after
 * would take the place of what the next version has put there.
 */
function unlessHandedOver(signal: AbortSignal, milliseconds: number): AbortSignal {
  const taken = new AbortController()
  const take = (): void => {
    if (isHandedOver(signal)) taken.abort(signal.reason)
  }
  take()
  signal.addEventListener('abort', take, { once: true })
  return anySignal(AbortSignal.timeout(milliseconds), taken.signal)
}

function deploymentPlace(objects: readonly KubeObject[]): Place {
  const { name, namespace = '' } = objects.find(({ kind }) => kind === 'Deployment')?.metadata ?? { name: '' }
  return { name, namespace }
}

/** From now on this is the version to go back to. */
export async function keepRelease(
  { api }: Pick<KubernetesContext, 'api'>,
  { service }: Pick<Workload, 'service'>,
  release: Release,
  { apiVersion, kind, metadata }: KubeObject,
  signal: AbortSignal,
): Promise<void> {
  const { name, namespace = '', uid = '' } = metadata
  const object = releaseObject(service, { name, namespace }, release)
  const ownerReferences = [{ apiVersion, kind, name, uid }]
  await api.apply({ ...object, metadata: { ...object.metadata, ownerReferences } }, { force: true }, signal)
}

/** What an older version had and this one has not. What cannot be removed now is with the next deployment. */
async function prune(
  context: KubernetesContext,
  { service }: Pick<Workload, 'service'>,
  objects: readonly KubeObject[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { name } = deploymentPlace(objects)
    const own = await untilAnswered(signal, () => ownObjects(context, service, signal))
    const old = own.filter((each) => !isOfVersion(each, objects) && !isReleaseOf(each, name))
    if (old.length === 0) return
    await untilAnswered(signal, () => removeObjects(context, old, signal))
    const { namespace } = deploymentPlace(objects)
    const left = new Set(old.map((each) => each.metadata.namespace ?? namespace))
    left.delete(namespace)
    for (const each of left) await leaveNamespace(context, service, each, signal)
    progress.log(`Removed ${old.map(titleOf).join(', ')}, which the version before had.`)
  } catch (error) {
    if (!isAppError(error)) throw error
    progress.log(`Not everything of the version before was removed: ${error.message}`)
  }
}

const isOfVersion = (object: KubeObject, objects: readonly KubeObject[]): boolean =>
  objects.some((each) => sameObject(each, object))

async function served(
  context: KubernetesContext,
  { service }: Pick<Workload, 'service'>,
  { namespace, name }: Place,
  signal: AbortSignal,
): Promise<Applied> {
  return {
    ok: true,
    reference: `${namespace}/${name}`,
    endpoints: await untilAnswered(signal, () => serviceEndpoints(context, service, namespace, signal)),
  }
}

/**
 * A deployment that was canceled before it was taken up again: one that serves already cannot be canceled any more; what
 * it has begun is undone, and `operation.canceled` thrown.
 */
async function settleCanceled(
  context: KubernetesContext,
  workload: Workload,
  objects: readonly KubeObject[],
  progress: Progress,
  signal: AbortSignal,
): Promise<Applied> {
  const canceled = cancellation(signal)
  if (isHandedOver(signal)) throw canceled
  const settling = AbortSignal.timeout(context.timings.undoMs)
  const { service, deploymentId } = workload
  const release = await readRelease(context, service, settling)
  if (release?.deploymentId === deploymentId) {
    await prune(context, workload, objects, progress, settling)
    return served(context, workload, deploymentPlace(objects), settling)
  }
  const own = await ownObjects(context, service, settling)
  if (!own.some((each) => isHalfMade(each, workload, objects, release))) throw canceled
  throw await bringBack(context, workload, canceled, progress)
}

/** Something that only this deployment can have put there. */
function isHalfMade(
  object: KubeObject,
  { deploymentId }: Workload,
  objects: readonly KubeObject[],
  release: Release | undefined,
): boolean {
  if (object.kind === 'Deployment') {
    const { spec } = object as DeploymentObject
    return spec.template.metadata?.annotations?.[KEYS.deployment] === deploymentId
  }
  return isOfVersion(object, objects) && !isOfVersion(object, release?.objects ?? [])
}
