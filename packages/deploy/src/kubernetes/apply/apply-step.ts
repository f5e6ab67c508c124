import type { Progress, ServiceIdentity, Workload } from '@fairlead/core'
import { runStep } from '../../run-step.ts'
import type { DeploymentObject, KubeObject } from '../connection/objects.ts'
import { keepPullLogin } from '../pull-login.ts'
import { placeOf } from '../render/place.ts'
import type { KubernetesContext } from '../settings.ts'
import { expectOwn } from './apply-object.ts'
import { applySet } from './apply-set.ts'
import { claimNamespace, leaveClaim } from './claim.ts'
import { growClaim } from './claims.ts'
import { ensureNamespace } from './namespace.ts'
import { titleOf } from './own-objects.ts'
import { releaseIn } from './release.ts'

/**
 * Applies a version: namespace, login, objects. Until `onTouch` is called nothing of the service was changed: that what is
 * there under its names is its own, and may grow to what is wanted, was looked at before.
 */
export function applyStep(
  context: KubernetesContext,
  workload: Workload,
  objects: readonly KubeObject[],
  progress: Progress,
  signal: AbortSignal,
  onTouch: () => void,
): Promise<DeploymentObject> {
  const { service } = workload
  const place = placeOf(service, context.settings)
  return runStep(
    progress,
    {
      name: 'apply',
      begin: `Applying ${objects.length} objects to ${place.namespace}.`,
      failure: 'The apply failed.',
    },
    async () => {
      await ensureNamespace(context, service, progress, signal)
      const [, ...live] = await Promise.all(
        [releaseIn(place), ...objects].map((object) => expectOwn(context, object, service, signal)),
      )
      await Promise.all(
        objects.map((each, index) => growClaim(context, each, live[index], signal, { dryRun: true })),
      )
      onTouch()
      const isFirst = !objects.some(({ kind }, index) => kind === 'Deployment' && live[index])
      const apply = async () => {
        await keepLogin(context, workload, signal)
        return applySet(context, { service, objects, live, onTaken: (text) => progress.log(text) }, signal)
      }
      const deployment = isFirst
        ? await claiming(context, service, place.namespace, progress, signal, apply)
        : await apply()
      // Who removed the environment's last service meanwhile may have taken the login along.
      if (isFirst) await keepLogin(context, workload, signal)
      return [deployment, `Applied ${objects.map(titleOf).join(', ')}.`]
    },
  )
}

/** Does the work while nobody removes the namespace as empty. One that is given is never removed. */
async function claiming<T>(
  context: KubernetesContext,
  service: ServiceIdentity,
  namespace: string,
  progress: Progress,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  if (context.settings.namespace !== null) return work()
  try {
    while (!(await claimNamespace(context, service, namespace, signal))) {
      await ensureNamespace(context, service, progress, signal)
    }
    return await work()
  } finally {
    await leaveClaim(context, service, namespace)
  }
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
