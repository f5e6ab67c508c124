import type { Applied, Progress, Workload } from '@fairlead/core'
import { cancellation } from '../../cancellation.ts'
import { KEYS } from '../../manifests/keys.ts'
import { failedWith } from '../../outcome.ts'
import { runStep } from '../../run-step.ts'
import type { DeploymentObject, KubeObject } from '../connection/objects.ts'
import { serviceEndpoints } from '../endpoints.ts'
import { keepPullLogin } from '../pull-login.ts'
import { placeOf } from '../render/place.ts'
import { renderObjects } from '../render/render-objects.ts'
import { watchRollout } from '../rollout/watch-rollout.ts'
import type { KubernetesContext } from '../settings.ts'
import { applySet } from './apply-set.ts'
import { bringBack } from './bring-back.ts'
import { ensureNamespace } from './namespace.ts'
import { removeObjects, sameObject, titleOf } from './own-objects.ts'
import { type Release, readRelease, releaseObject } from './release.ts'

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
  const objects = renderObjects(workload, context.settings, context.timings.rolloutMs)
  return bringUp(context, workload, objects, progress, signal)
}

/** The same for objects that are given. */
export async function bringUp(
  context: KubernetesContext,
  workload: Workload,
  objects: readonly KubeObject[],
  progress: Progress,
  signal: AbortSignal,
): Promise<Applied> {
  if (signal.aborted) return settleCanceled(context, workload, progress, signal)
  const { service, deploymentId } = workload
  const place = placeOf(service, context.settings)
  let touched = false
  try {
    const before = await readRelease(context, service, signal)
    const deployment = await applyStep(context, workload, objects, progress, signal, () => {
      touched = true
    })
    const wanted = { service, ...place, deploymentId, applied: deployment }
    const findings = await watchRollout(context, wanted, progress, signal)
    if (findings.length > 0) throw failedWith(findings)
    await keepRelease(context, workload, { deploymentId, stopped: false, objects }, deployment, signal)
    await prune(context, before, objects, progress, signal)
    return served(context, workload, signal)
  } catch (error) {
    const cause = signal.aborted ? cancellation(signal) : error
    throw touched ? await bringBack(context, workload, cause, progress) : cause
  }
}

function applyStep(
  context: KubernetesContext,
  workload: Workload,
  objects: readonly KubeObject[],
  progress: Progress,
  signal: AbortSignal,
  onTouch: () => void,
): Promise<DeploymentObject> {
  const { service } = workload
  const { namespace } = placeOf(service, context.settings)
  return runStep(
    progress,
    {
      name: 'apply',
      begin: `Applying ${objects.length} objects to ${namespace}.`,
      failure: 'The apply failed.',
    },
    async () => {
      onTouch()
      await ensureNamespace(context, service, signal)
      await keepLogin(context, workload, signal)
      const deployment = await applySet(
        context,
        { service, objects, onTaken: (text) => progress.log(text) },
        signal,
      )
      return [deployment, `Applied ${objects.map(titleOf).join(', ')}.`]
    },
  )
}

/** The nodes get the very credential that the plan proved. */
async function keepLogin(
  context: KubernetesContext,
  { service, image, credential, repositoryPrefix = '' }: Workload,
  signal: AbortSignal,
): Promise<void> {
  if (!credential) return
  const { registryId, registry } = image
  await keepPullLogin(context, { service, registryId, registry, repositoryPrefix, credential }, signal)
}

/** From now on this is the version to go back to. */
export async function keepRelease(
  { api, settings }: KubernetesContext,
  { service }: Pick<Workload, 'service'>,
  release: Release,
  owner: KubeObject,
  signal: AbortSignal,
): Promise<void> {
  const object = releaseObject(service, placeOf(service, settings), release)
  const { apiVersion, kind, metadata } = owner
  const ownerReferences = [{ apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' }]
  await api.apply({ ...object, metadata: { ...object.metadata, ownerReferences } }, { force: true }, signal)
}

/** What the version before had and this one has not. */
async function prune(
  context: KubernetesContext,
  before: Release | undefined,
  objects: readonly KubeObject[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const old = before?.objects.filter((object) => !objects.some((each) => sameObject(each, object))) ?? []
  if (old.length === 0) return
  await removeObjects(context, old, signal)
  progress.log(`Removed ${old.map(titleOf).join(', ')}, which the version before had.`)
}

async function served(
  context: KubernetesContext,
  { service }: Pick<Workload, 'service'>,
  signal: AbortSignal,
): Promise<Applied> {
  const { namespace, name } = placeOf(service, context.settings)
  return {
    ok: true,
    reference: `${namespace}/${name}`,
    endpoints: await serviceEndpoints(context, service, namespace, signal),
  }
}

/**
 * A deployment that was canceled before it was taken up again: one that serves already cannot be canceled any more; what
 * another one has begun is undone, and `operation.canceled` thrown.
 */
async function settleCanceled(
  context: KubernetesContext,
  workload: Workload,
  progress: Progress,
  signal: AbortSignal,
): Promise<Applied> {
  const settling = AbortSignal.timeout(context.timings.undoMs)
  const { service, deploymentId } = workload
  const place = placeOf(service, context.settings)
  const release = await readRelease(context, service, settling)
  if (release?.deploymentId === deploymentId) return served(context, workload, settling)
  const live = await context.api.get<DeploymentObject>('Deployment', place.namespace, place.name, settling)
  const isHalfMade = live?.spec.template.metadata?.annotations?.[KEYS.deployment] === deploymentId
  const canceled = cancellation(signal)
  throw isHalfMade ? await bringBack(context, workload, canceled, progress) : canceled
}
