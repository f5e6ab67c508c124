import {
  type Finding,
  hasError,
  isAppError,
  isRecreated,
  type PlannedObject,
  type PlannedStep,
  type TargetPreview,
  type Workload,
} from '@fairlead/core'
import { KEYS } from '../manifests/keys.ts'
import type { Place } from '../manifests/names.ts'
import { applyObject, expectOwn } from './apply/apply-object.ts'
import { growClaim, isClaim, isSmaller, ownClaims } from './apply/claims.ts'
import { atHome } from './apply/home.ts'
import { withLogin } from './apply/kept-login.ts'
import { foreignNamespace } from './apply/namespace.ts'
import { ownObjects, sameObject, titleOf } from './apply/own-objects.ts'
import { isReleaseObject, releaseIn } from './apply/release.ts'
import type { KubeObject } from './connection/objects.ts'
import { quotaFindings } from './quota.ts'
import { loginNameIn, placeOf } from './render/place.ts'
import { renderNamespace, renderObjects } from './render/render-objects.ts'
import { securityFindings } from './security-findings.ts'
import type { KubernetesContext } from './settings.ts'
import { findDeployment } from './status.ts'

type Wanted = Omit<Workload, 'deploymentId'>

/** Stands for the deployment that is still to come, so that it alone makes no difference. */
const NONE = ''

/**
 * What `apply` would do, by a server-side dry run of every object: admission, quotas of objects and conflicts are asked
 * of the cluster itself. Changes nothing.
 */
export async function previewVersion(
  given: KubernetesContext,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<TargetPreview> {
  const context = await atHome(given, wanted.service, signal)
  const { settings, timings, api } = context
  const place = placeOf(wanted.service, settings)
  const { namespace } = place
  const named = await withLogin(context, wanted, signal)
  const workload = { ...named, deploymentId: await deploymentOf(context, wanted, signal) }
  const objects = renderObjects(workload, settings, timings.rolloutMs)
  const made = renderNamespace(wanted.service, settings)
  const live = made && (await api.get('Namespace', undefined, namespace, signal))
  const isEnding = live?.metadata.deletionTimestamp !== undefined
  const foreign = live && !isEnding ? foreignNamespace(live, wanted.service) : undefined
  if (foreign) return { steps: [], objects: [], findings: [foreign] }
  const isNew = made !== undefined && (live === undefined || isEnding)
  const looks = await Promise.all(
    // Nothing can be tried in a namespace that is still to be made.
    objects.map((object) => (isNew ? CREATE : look(context, object, wanted, signal))),
  )
  const own = isNew ? [] : await ownObjects(context, wanted.service, signal)
  const removed = own.filter(
    (each) => !isReleaseObject(each) && !objects.some((object) => sameObject(object, each)),
  )
  const claims = isNew ? [] : await ownClaims(context, wanted.service, signal)
  const unmounted = claims.filter((each) => !objects.some((object) => sameObject(object, each)))
  const findings = [
    ...(await securityFindings(context, wanted, place, signal)),
    ...(isNew ? [] : await foreignRelease(context, place, wanted, signal)),
    ...looks.flatMap((each) => each.findings),
    ...(isNew ? [] : await quotaFindings(context, wanted, namespace, signal)),
  ]
  return {
    steps: [
      ...(isEnding
        ? [
            {
              name: 'namespace',
              message: `Wait until the namespace ${namespace}, which is being deleted, is gone.`,
            },
          ]
        : []),
      ...stepsOf(wanted, namespace, own.length > 0),
    ],
    objects: hasError(findings)
      ? []
      : [
          ...(made ? [planned(made, isNew ? 'create' : 'keep')] : []),
          ...(wanted.credential ? [await loginPlanned(context, wanted, namespace, isNew, signal)] : []),
          ...objects.map((object, index) => planned(object, looks[index]?.change ?? 'create')),
          ...removed.map((object) => planned(object, 'remove')),
          ...unmounted.map((object) => ({
            ...planned(object, 'keep'),
            detail: 'kept with its data until the service is removed',
          })),
        ],
    findings,
  }
}

interface Look {
  readonly change: PlannedObject['change']
  readonly findings: readonly Finding[]
}

const CREATE: Look = { change: 'create', findings: [] }

/** Where what served is to be kept once it serves. */
async function foreignRelease(
  context: KubernetesContext,
  place: Place,
  { service }: Wanted,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  try {
    await expectOwn(context, releaseIn(place), service, signal)
    return []
  } catch (error) {
    if (isAppError(error, 'target.failed')) return error.findings
    throw error
  }
}

async function look(
  context: KubernetesContext,
  object: KubeObject,
  { service }: Wanted,
  signal: AbortSignal,
): Promise<Look> {
  try {
    const live = await expectOwn(context, object, service, signal)
    if (live && isClaim(object)) {
      await growClaim(context, object, live, signal, { dryRun: true })
      return { change: isSmaller(live, object) ? 'change' : 'keep', findings: [] }
    }
    const tried = await applyObject<KubeObject>(context, object, { service, dryRun: true }, signal)
    if (live === undefined) return CREATE
    return { change: contentOf(live) === contentOf(tried) ? 'keep' : 'change', findings: [] }
  } catch (error) {
    if (isAppError(error, 'target.failed')) return { change: 'change', findings: error.findings }
    throw error
  }
}

/** What of an object a deployment decides about: without what the server counts, and who set what. */
function contentOf(object: KubeObject): string {
  const { metadata, status: _status, ...rest } = object as KubeObject & { status?: unknown }
  const { labels, annotations } = metadata
  const { 'deployment.kubernetes.io/revision': _revision, ...own } = annotations ?? {}
  return JSON.stringify([rest, labels, own])
}

/** The deployment that is live, whose id stands in the objects; with it they differ by what is asked for alone. */
async function deploymentOf(
  context: KubernetesContext,
  { service }: Wanted,
  signal: AbortSignal,
): Promise<string> {
  const live = await findDeployment(context, service, signal)
  return live?.metadata.annotations?.[KEYS.deployment] ?? NONE
}

async function loginPlanned(
  { api, settings }: KubernetesContext,
  { image, service }: Wanted,
  namespace: string,
  isNew: boolean,
  signal: AbortSignal,
): Promise<PlannedObject> {
  const name = loginNameIn(settings, service, image.registryId)
  const live = isNew ? undefined : await api.get('Secret', namespace, name, signal)
  return {
    kind: 'object',
    name: `Secret ${name}`,
    change: live ? 'keep' : 'create',
    detail: `the login to ${image.registry} that the nodes pull with`,
  }
}

function stepsOf({ spec }: Wanted, namespace: string, isThere: boolean): readonly PlannedStep[] {
  const pods = spec.minInstances === 1 ? 'the pod' : `${spec.minInstances} pods`
  const apply = { name: 'apply', message: `Apply the objects to the namespace ${namespace}.` }
  if (!isThere) {
    return [
      apply,
      { name: 'start', message: `Start ${pods}.` },
      { name: 'healthy', message: 'Wait until it serves.' },
    ]
  }
  const why = spec.volumes.length > 0 ? ': a volume is of one instance at a time' : ', as asked for'
  const start = isRecreated(spec)
    ? `End the old version first${why}; then start ${pods} of the new one.`
    : `Start ${pods} of the new version beside the old one.`
  return [
    apply,
    { name: 'start', message: start },
    {
      name: 'healthy',
      message: 'Wait until the new version serves and the old one is gone; else bring the old one back.',
    },
  ]
}

const planned = (object: KubeObject, change: PlannedObject['change']): PlannedObject => ({
  kind: 'object',
  name: titleOf(object),
  change,
  detail: '',
})
