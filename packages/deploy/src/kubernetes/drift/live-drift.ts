import type { ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import { isClaim } from '../apply/claims.ts'
import { type Release, readRelease } from '../apply/release.ts'
import type { DeploymentObject, Kind, KubeObject } from '../connection/objects.ts'
import { unlessStatus } from '../connection/refusal.ts'
import { driftOf } from '../drift.ts'
import type { KubernetesContext } from '../settings.ts'

/**
 * What somebody else changed of the version that serves. Undefined where that cannot be told: before a first version has
 * served, while another one takes over, and without the right to read what was applied.
 */
export const liveDrift = (
  context: KubernetesContext,
  service: ServiceIdentity,
  deployment: DeploymentObject,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> => unlessStatus(403, compare(context, service, deployment, signal))

async function compare(
  context: KubernetesContext,
  service: ServiceIdentity,
  deployment: DeploymentObject,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const release = await readRelease(context, service, signal)
  if (release === undefined || !isOf(deployment, release)) return undefined
  const live = await Promise.all(
    release.objects.map(({ kind, metadata: { namespace, name } }) =>
      context.api.get(kind as Kind, namespace, name, signal),
    ),
  )
  return driftOf(
    wantedOf(release),
    live.filter((object) => object !== undefined),
  )
}

const deploymentOf = ({ objects }: Release) =>
  objects.find(({ kind }) => kind === 'Deployment') as DeploymentObject | undefined

const idOf = (deployment: DeploymentObject | undefined): string | undefined =>
  deployment?.spec.template.metadata?.annotations?.[KEYS.deployment]

const isOf = (deployment: DeploymentObject, release: Release): boolean =>
  idOf(deployment) === idOf(deploymentOf(release))

/** A stopped service is the version that served, without pods. Of a claim nothing can change but its size, which stays. */
const wantedOf = ({ objects, stopped }: Release): readonly KubeObject[] =>
  objects.map((object) =>
    isClaim(object)
      ? ({ ...object, spec: undefined } as KubeObject)
      : stopped && object.kind === 'Deployment'
        ? ({ ...object, spec: { ...(object as DeploymentObject).spec, replicas: 0 } } as KubeObject)
        : object,
  )
