import { anySignal, type Finding, finding, isAppError, type Progress } from '@fairlead/core'
import { cancellation } from '../../cancellation.ts'
import { failedWith } from '../../outcome.ts'
import { runStep } from '../../run-step.ts'
import type { Condition, KubeObject } from '../connection/objects.ts'
import type { KubernetesContext } from '../settings.ts'
import { viewResources } from '../watch/resource-view.ts'

interface NamespaceObject extends KubeObject {
  readonly status?: { readonly conditions?: readonly Condition[] }
}

/**
 * Waits until a namespace that is being deleted is gone. Throws `target.failed` with what keeps it where that takes
 * longer than `timings.placementMs`, and where the login may not watch it; `operation.canceled`.
 */
export const awaitNamespaceGone = (
  context: KubernetesContext,
  name: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> =>
  runStep(
    progress,
    {
      name: 'namespace',
      begin: `The namespace ${name} is being deleted; waiting until it is gone.`,
      failure: 'It was not waited for to its end.',
    },
    async () => {
      await gone(context, name, signal)
      return [undefined, `The namespace ${name} is gone, so that it can be made anew.`]
    },
  )

async function gone({ api, timings }: KubernetesContext, name: string, signal: AbortSignal): Promise<void> {
  const ended = new AbortController()
  const done = Promise.withResolvers<void>()
  const onAbort = () => done.reject(cancellation(signal))
  let last: NamespaceObject | undefined
  const timer = setTimeout(() => done.reject(failedWith([stuckFinding(name, last)])), timings.placementMs)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const selection = { fieldSelector: `metadata.name=${name}` }
    const view = viewResources<NamespaceObject>(
      api,
      'Namespace',
      selection,
      anySignal(signal, ended.signal),
      {
        onChange: () => {
          const present = [...view.objects.values()].find(({ metadata }) => metadata.deletionTimestamp)
          last = present ?? last
          if (view.isCurrent() && present === undefined) done.resolve()
        },
      },
    )
    view.ended.catch((error: unknown) =>
      done.reject(isAppError(error, 'target.failed') ? failedWith([stuckFinding(name, last)], error) : error),
    )
    await done.promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    ended.abort()
  }
}

/** `NamespaceContentRemaining`, `NamespaceFinalizersRemaining` and the like: https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/ */
function stuckFinding(name: string, last: NamespaceObject | undefined): Finding {
  const keeps = (last?.status?.conditions ?? []).filter(({ status }) => status === 'True')
  const since = last?.metadata.deletionTimestamp
  return finding('deploy.target_failed', {
    summary: `The namespace ${name} is being deleted and does not end.`,
    evidence: [
      {
        asked: `read the Namespace ${name}`,
        answered: since ? `being deleted since ${since}` : 'it has a deletionTimestamp',
      },
      ...keeps.map(({ type, message = '' }) => ({ asked: type, answered: message.slice(0, 500) })),
    ],
    remedy: {
      action: `Take away what keeps it ("kubectl get namespace ${name} -o yaml" names it), then deploy again: Fairlead makes it anew.`,
      link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/',
    },
  })
}
