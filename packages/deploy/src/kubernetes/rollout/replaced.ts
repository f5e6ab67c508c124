import { isDeepStrictEqual } from 'node:util'
import { type Finding, finding } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import type { DeploymentObject, KubeObject } from '../connection/objects.ts'
import type { KubernetesContext } from '../settings.ts'
import { terminating } from './faults/creation-faults.ts'

/**
 * Whether somebody has put another version, or another Deployment of the same name, in the place of this one, changed what
 * its pods run, or scaled it to none: what comes up then is not what was deployed.
 */
export function isReplaced(applied: DeploymentObject, now: DeploymentObject, deploymentId: string): boolean {
  return (
    now.metadata.uid !== applied.metadata.uid ||
    now.spec.template.metadata?.annotations?.[KEYS.deployment] !== deploymentId ||
    !runsTheSame(applied, now) ||
    (now.spec.replicas === 0 && applied.spec.replicas !== 0)
  )
}

/** Whether its containers run what was applied. What a controller adds beside them or to them is its own. */
function runsTheSame(applied: DeploymentObject, now: DeploymentObject): boolean {
  const { containers } = now.spec.template.spec
  return applied.spec.template.spec.containers.every(({ name, image, command, args }) => {
    const live = containers.find((each) => each.name === name)
    return live?.image === image && isDeepStrictEqual([live?.command, live?.args], [command, args])
  })
}

/** `deploy.interrupted`: the version that was waited for is not wanted any more. */
export function supersededFinding({ metadata, spec }: DeploymentObject, deploymentId: string): Finding {
  const now = spec.template.metadata?.annotations?.[KEYS.deployment]
  const other = now === deploymentId ? undefined : now
  const image = spec.template.spec.containers[0]?.image ?? 'none'
  return finding('deploy.interrupted', {
    summary: other
      ? `The deployment was superseded: the deployment ${other} has replaced it.`
      : 'The deployment was superseded: somebody changed the Deployment in the cluster.',
    evidence: [
      {
        asked: `read the Deployment ${metadata.name}`,
        answered: `generation ${metadata.generation}, ${KEYS.deployment}=${now ?? 'none'}, ${spec.replicas ?? 1} replicas of ${image}`,
      },
    ],
    remedy: {
      action: 'Look at the later deployment; deploy this version again if it is the one that you want.',
    },
  })
}

/** The Deployment is gone, or about to be: alone, or with its namespace. */
export async function goneFinding(
  { api }: KubernetesContext,
  { namespace, name }: { namespace: string; name: string },
  signal: AbortSignal,
): Promise<Finding> {
  // Who may not read namespaces is told of the Deployment alone.
  const place = await api
    .get<KubeObject>('Namespace', undefined, namespace, signal)
    .catch(() => 'unknown' as const)
  if (place === undefined || (place !== 'unknown' && place.metadata.deletionTimestamp)) {
    const { code, summary, remedy } = terminating(namespace)
    const answered = place ? `being deleted since ${place.metadata.deletionTimestamp}` : '404 not found'
    return finding(code, {
      summary,
      evidence: [{ asked: `read the Namespace ${namespace}`, answered }],
      remedy,
    })
  }
  return finding('deploy.interrupted', {
    summary: `The Deployment ${name} was deleted while it rolled out.`,
    evidence: [{ asked: `read the Deployment ${name}`, answered: 'it is gone, or being deleted' }],
    remedy: { action: 'Find out who deletes objects in this namespace, then deploy again.' },
  })
}
