import { AppError } from '@fairlead/core'
import { orCanceled } from '../../cancellation.ts'
import { groupOf, pathOf, RESOURCES } from '../connection/objects.ts'
import type { KubernetesContext } from '../settings.ts'
import { type NeededRight, qualifiedResource, rightsFor, type Verb } from './rights.ts'

/** What the cluster answers about one verb of one right. */
export interface ReviewedRight {
  readonly right: NeededRight
  readonly verb: Verb
  /** `create deployments.apps in shop-staging`. */
  readonly action: string
  readonly allowed: boolean
  /** Why it is denied, in the cluster's words; empty where it gave none. */
  readonly answered: string
}

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/ */
interface SelfSubjectAccessReview {
  readonly status?: {
    readonly allowed?: boolean
    readonly reason?: string
    readonly evaluationError?: string
  }
}

/** Questions under way at once: an API server counts those of one user that wait. */
const SIDE_BY_SIDE = 8

const underWay = new WeakMap<KubernetesContext, Promise<readonly ReviewedRight[]>>()

/**
 * Asks for each needed right, verb by verb, whether this login has it. Who asks while it is being asked for the same
 * cluster gets the same answers: the check and the facts of a cluster are looked at side by side.
 */
export async function reviewRights(
  context: KubernetesContext,
  signal: AbortSignal,
): Promise<readonly ReviewedRight[]> {
  let asking = underWay.get(context)
  if (asking === undefined) {
    // Not the caller's signal: another may be waiting for the same.
    asking = reviewAll(context, AbortSignal.timeout(context.timings.callMs))
    underWay.set(context, asking)
    const done = () => underWay.delete(context)
    asking.then(done, done)
  }
  return orCanceled(asking, signal)
}

async function reviewAll(context: KubernetesContext, signal: AbortSignal): Promise<readonly ReviewedRight[]> {
  const asked = rightsFor(context.settings).flatMap((right) => right.verbs.map((verb) => ({ right, verb })))
  const answers: ReviewedRight[] = []
  const queue = asked.entries()
  const work = async () => {
    for (const [index, { right, verb }] of queue) answers[index] = await review(context, right, verb, signal)
  }
  try {
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
  } catch (error) {
    if (!signal.aborted) throw error
    throw new AppError(
      'target.unreachable',
      `The API server ${await context.api.server()} answered too slowly to ask for the rights.`,
      { cause: error },
    )
  }
  return answers
}

async function review(
  { api, settings }: KubernetesContext,
  right: NeededRight,
  verb: Verb,
  signal: AbortSignal,
): Promise<ReviewedRight> {
  const namespace = right.scope === 'namespace' ? settings.namespace : null
  const action = `${verb} ${qualifiedResource(right)}${namespace === null ? '' : ` in ${namespace}`}`
  const { apiVersion } = RESOURCES.SelfSubjectAccessReview
  const { status = {} } = await api.ask<SelfSubjectAccessReview>(
    {
      method: 'POST',
      path: pathOf('SelfSubjectAccessReview'),
      body: {
        apiVersion,
        kind: 'SelfSubjectAccessReview',
        spec: {
          resourceAttributes: {
            verb,
            group: groupOf(right.kind),
            resource: RESOURCES[right.kind].plural,
            ...(right.subresource ? { subresource: right.subresource } : {}),
            ...(namespace === null ? {} : { namespace }),
          },
        },
      },
      asked: `say whether "${action}" is allowed`,
      isRepeatable: true,
    },
    signal,
  )
  const answered = [status.reason, status.evaluationError].filter(Boolean).join('; ')
  return { right, verb, action, allowed: status.allowed === true, answered }
}
