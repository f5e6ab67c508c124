import type { ServiceIdentity } from '@fairlead/core'
import type { Call } from '../connection/call.ts'
import { FIELD_MANAGER } from '../connection/kube-api.ts'
import { type KubeObject, pathOf } from '../connection/objects.ts'
import { readQuantity } from '../rollout/faults/quantity.ts'
import type { KubernetesContext } from '../settings.ts'
import { applyObject } from './apply-object.ts'
import { ownObjects, titleOf } from './own-objects.ts'
import { explainedRefusal } from './refusal-finding.ts'

/** `v1`: what a volume of a service is asked for with. */
interface ClaimObject extends KubeObject {
  readonly spec: { readonly resources?: { readonly requests?: { readonly storage?: string } } }
}

/** Claims hold people's data: a deployment makes them and lets them grow, and only a service's removal deletes them. */
export const isClaim = (object: KubeObject): object is ClaimObject => object.kind === 'PersistentVolumeClaim'

const bytesOf = ({ spec }: ClaimObject): number => readQuantity(spec.resources?.requests?.storage ?? '0')

/** Whether a claim that is there asks for less than is wanted of it. */
export const isSmaller = (live: KubeObject, wanted: KubeObject): boolean =>
  isClaim(live) && isClaim(wanted) && bytesOf(live) < bytesOf(wanted)

/** Makes a claim, or lets one that is there grow; nothing else of it can change, and it never shrinks. */
export async function applyClaim(
  context: KubernetesContext,
  wanted: KubeObject,
  live: KubeObject | undefined,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<void> {
  if (live === undefined) {
    await applyObject(context, wanted, { service }, signal)
    return
  }
  await growClaim(context, wanted, live, signal)
}

/**
 * Lets a claim that is there grow to what is wanted, or tries whether it may: storage that does not let volumes grow is
 * known to the cluster alone.
 */
export async function growClaim(
  { api }: Pick<KubernetesContext, 'api'>,
  wanted: KubeObject,
  live: KubeObject | undefined,
  signal: AbortSignal,
  { dryRun }: { readonly dryRun?: true } = {},
): Promise<void> {
  if (live === undefined || !isClaim(wanted) || !isSmaller(live, wanted)) return
  const { name, namespace } = wanted.metadata
  const { resources } = wanted.spec
  const call: Call = {
    method: 'PATCH',
    path: pathOf('PersistentVolumeClaim', namespace, name),
    query: { fieldManager: FIELD_MANAGER, dryRun: dryRun && 'All' },
    contentType: 'application/merge-patch+json',
    body: { spec: { resources } },
    asked: `let the ${titleOf(wanted)} grow`,
    isRepeatable: true,
  }
  try {
    await api.ask(call, signal)
  } catch (error) {
    throw explainedRefusal(titleOf(wanted), error)
  }
}

/** The claims of a service, also those that its version does not mount any more. */
export const ownClaims = (
  context: KubernetesContext,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<KubeObject[]> => ownObjects(context, service, signal, ['PersistentVolumeClaim'])
