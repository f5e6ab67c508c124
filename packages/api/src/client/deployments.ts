import { anySignal } from '@fairlead/core'
import { camelKeys } from '../casing.ts'
import * as operations from '../operations/deployments.ts'
import { followEvents } from './events.ts'
import type { Deployment, Signalled } from './shapes.ts'
import type { Transport } from './transport.ts'
import type { Wait } from './wait.ts'

export function deploymentCalls(transport: Transport, wait: Wait) {
  const get = async (deploymentId: string, { signal }: Signalled = {}): Promise<Deployment> =>
    camelKeys(await transport.call(operations.getDeployment, { params: { deploymentId }, signal }))

  return {
    get,

    /** Newest first. `page` is from 0. */
    list: async (
      containerId: string,
      options: Signalled & { readonly page?: number; readonly pageSize?: number } = {},
    ): Promise<readonly Deployment[]> => {
      const query = { page: options.page, page_size: options.pageSize }
      const { signal } = options
      const answer = await transport.call(operations.listDeployments, {
        params: { containerId },
        query,
        signal,
      })
      return camelKeys(answer.results)
    },

    /** Asks an unfinished deployment to end. */
    cancel: async (deploymentId: string, { signal }: Signalled = {}): Promise<Deployment> =>
      camelKeys(await transport.call(operations.cancelDeployment, { params: { deploymentId }, signal })),

    /**
     * The deployment as it is now, then each time it has changed; ends after the finished one. The stream of events is
     * opened before the second look, so that no change falls between them.
     */
    async *watch(deploymentId: string, { signal }: Signalled = {}): AsyncGenerator<Deployment> {
      let current = await get(deploymentId, { signal })
      yield current
      if (current.finishedAt !== null) return
      const ended = new AbortController()
      const either = signal ? anySignal(signal, ended.signal) : ended.signal
      const changes = changesOf(transport, wait, current, either)
      try {
        for await (const _ of changes) {
          const next = await get(deploymentId, { signal })
          if (JSON.stringify(next) === JSON.stringify(current)) continue
          current = next
          yield current
          if (current.finishedAt !== null) return
        }
      } finally {
        ended.abort()
      }
      signal?.throwIfAborted()
    },
  }
}

/** Yields whenever the deployment may have changed: when the stream is open (again), and at each of its events. */
async function* changesOf(
  transport: Transport,
  wait: Wait,
  { id, organizationId }: Pick<Deployment, 'id' | 'organizationId'>,
  signal: AbortSignal,
): AsyncGenerator<void> {
  let wake: (() => void) | undefined
  let pending = 0
  const notice = (): void => {
    pending++
    wake?.()
  }
  let failure: unknown
  let over = false
  const reading = (async () => {
    try {
      for await (const event of followEvents(transport, wait, organizationId, { signal, onOpen: notice })) {
        if ('deploymentId' in event.data && event.data.deploymentId === id) notice()
      }
    } catch (error) {
      failure = error
    } finally {
      over = true
      wake?.()
    }
  })()
  for (;;) {
    if (pending > 0) {
      pending = 0
      yield
    } else if (over) {
      break
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  await reading
  if (failure !== undefined) throw failure
}
