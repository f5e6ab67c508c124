import { AppError, type Finding, finding, isAppError, type Progress, type Workload } from '@fairlead/core'
import type { Place } from '../../manifests/names.ts'
import { failedWith } from '../../outcome.ts'
import { runStep } from '../../run-step.ts'
import type { DeploymentObject, KubeObject } from '../connection/objects.ts'
import { placeOf } from '../render/place.ts'
import { watchRollout } from '../rollout/watch-rollout.ts'
import type { KubernetesContext } from '../settings.ts'
import { applyObject } from './apply-object.ts'
import { applySet } from './apply-set.ts'
import { leaveNamespace } from './namespace.ts'
import { olderVersion, versionOf } from './older-version.ts'
import { ownObjects, removeObjects, sameObject } from './own-objects.ts'
import { isReleaseObject, type Release, readRelease } from './release.ts'
import { untilAnswered } from './until-answered.ts'

/**
 * Undoes what a deployment did: the last version that served is applied again, or everything of the service goes where
 * none has served yet. Gives the error to throw: the first one, with what could not be undone beside it.
 */
export async function bringBack(
  context: KubernetesContext,
  workload: Pick<Workload, 'service' | 'deploymentId'>,
  error: unknown,
  progress: Progress,
): Promise<unknown> {
  const signal = AbortSignal.timeout(context.timings.undoMs)
  const { service, deploymentId } = workload
  try {
    const lost = await untilAnswered(signal, async () => {
      if (await isSuperseded(context, workload, error, signal)) return undefined
      const release = await readRelease(context, service, signal)
      // It served once: there is nothing better to go back to.
      if (release?.deploymentId === deploymentId) return undefined
      if (!release) return undoWithoutRelease(context, workload, progress, signal)
      await restore(context, workload, release, progress, signal)
      return undefined
    })
    return lost && isAppError(error, 'target.failed') ? failedWith([...error.findings, lost], error) : error
  } catch (second) {
    const findings = isAppError(second) ? second.findings : []
    if (!(error instanceof AppError) || error.code !== 'target.failed')
      return findings.length > 0 ? second : error
    return failedWith([...error.findings, ...findings], error)
  }
}

/** A later deployment that another server made has the objects now: they are not this one's to undo. */
async function isSuperseded(
  { api, settings }: KubernetesContext,
  { service, deploymentId }: Pick<Workload, 'service' | 'deploymentId'>,
  error: unknown,
  signal: AbortSignal,
): Promise<boolean> {
  const isInterrupted =
    isAppError(error, 'target.failed') && error.findings.some(({ code }) => code === 'deploy.interrupted')
  if (!isInterrupted) return false
  const { namespace, name } = placeOf(service, settings)
  const live = await api.get<DeploymentObject>('Deployment', namespace, name, signal)
  return live !== undefined && !['', deploymentId].includes(versionOf(live))
}

function restore(
  context: KubernetesContext,
  { service }: Pick<Workload, 'service'>,
  release: Release,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const begin = 'Bringing back the version that served before.'
  return runStep(
    progress,
    { name: 'restore', begin, failure: 'The version before was not brought back.' },
    async () => {
      const own = await ownObjects(context, service, signal)
      const added = own.filter((each) => !isKept(each, release))
      // A Deployment that was not changed leads nobody to another version: what is applied after it was not reached.
      if (own.some((each) => isDeploymentOf(each, release))) {
        await removeObjects(context, added, signal)
        return [undefined, 'The version that served before was not touched.']
      }
      const objects = release.stopped ? release.objects.map(withoutPods) : release.objects
      const applied = await applySet(context, { service, objects, onTaken: () => {} }, signal)
      await removeObjects(context, added, signal)
      await awaitBack(context, service, applied, progress, signal)
      return [undefined, 'The version that served before is back.']
    },
  )
}

/** Whether it serves now is for its status to say; it is waited for so that nothing of the failed version is left. */
async function awaitBack(
  context: KubernetesContext,
  service: Workload['service'],
  applied: DeploymentObject,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { name, namespace = '' } = applied.metadata
  const silent: Progress = { step: () => {}, log: (message) => progress.log(message) }
  const deploymentId = versionOf(applied)
  await watchRollout(context, { service, name, namespace, deploymentId, applied }, silent, signal)
}

/**
 * Where no release is kept either no version has served yet, or somebody took it away: then the cluster's own history
 * is gone back to, and the finding that says so is given.
 */
async function undoWithoutRelease(
  context: KubernetesContext,
  workload: Pick<Workload, 'service' | 'deploymentId'>,
  progress: Progress,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  const { service, deploymentId } = workload
  const all = (await ownObjects(context, service, signal, ['Deployment'])) as DeploymentObject[]
  const present = all.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const mine = present.find((each) => versionOf(each) === deploymentId)
  const isUntouched = present.some((each) => each !== mine)
  const older = mine && !isUntouched ? await olderVersion(context, service, mine, signal) : undefined
  if (!isUntouched && !older) {
    await takeAway(context, workload, progress, signal)
    return undefined
  }
  const begin = 'Bringing back the pods of the version before: what else it had is not kept.'
  await runStep(
    progress,
    { name: 'restore', begin, failure: 'The version before was not brought back.' },
    async () => {
      if (older) {
        const onTaken = () => {}
        const applied = await applyObject<DeploymentObject>(context, older, { service, onTaken }, signal)
        await awaitBack(context, service, applied, progress, signal)
        return [
          undefined,
          'The pods of the version before are back; ports and routes are as they were applied last.',
        ]
      }
      if (mine) await removeObjects(context, [mine], signal)
      return [undefined, 'The version before was not touched.']
    },
  )
  return releaseMissing(placeOf(service, context.settings))
}

const releaseMissing = ({ name, namespace }: Place): Finding =>
  finding('deploy.release_missing', {
    summary: `What the version before consisted of is not kept in ${namespace} any more, so only its pods were brought back.`,
    evidence: [{ asked: `read the Secret ${name}-release`, answered: 'it is gone, or cannot be read' }],
    remedy: {
      action: 'Deploy the version that you want; find out who deletes or changes Secrets in this namespace.',
    },
  })

function takeAway(
  context: KubernetesContext,
  { service }: Pick<Workload, 'service'>,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const begin = 'Taking away what was made: no version has served before.'
  return runStep(
    progress,
    { name: 'restore', begin, failure: 'Not everything was taken away.' },
    async () => {
      await removeObjects(context, await ownObjects(context, service, signal), signal)
      await leaveNamespace(context, service, placeOf(service, context.settings).namespace, signal)
      return [undefined, 'What was made is taken away.']
    },
  )
}

const isKept = (object: KubeObject, release: Release): boolean =>
  isReleaseObject(object) || release.objects.some((each) => sameObject(each, object))

const isDeploymentOf = (object: KubeObject, { objects, stopped }: Release): boolean => {
  const before = objects.find(({ kind }) => kind === 'Deployment')
  if (object.kind !== 'Deployment' || before === undefined || !sameObject(object, before)) return false
  const { spec } = object as DeploymentObject
  return (
    versionOf(object as DeploymentObject) === versionOf(before as DeploymentObject) &&
    stopped === (spec.replicas === 0)
  )
}

/** A stopped service stays stopped. */
function withoutPods(object: KubeObject): KubeObject {
  if (object.kind !== 'Deployment') return object
  const { spec, ...rest } = object as DeploymentObject
  return { ...rest, spec: { ...spec, replicas: 0 } } as KubeObject
}
