import type { IncomingMessage, ServerResponse } from 'node:http'
import { systemClock } from '@fairlead/core'
import { bareMediaType } from '../spec/index.ts'
import type { AccessRequest } from './access.ts'
import { RegistryFault } from './fault.ts'
import { hasBegun, sendRefusal } from './http/answer.ts'
import { ClientGone, discardRest } from './http/body.ts'
import type { Call } from './http/call.ts'
import { ENDPOINTS } from './http/endpoints.ts'
import { parseRoute } from './http/route.ts'
import { isRepositoryName } from './names.ts'
import { pushManifest } from './push-manifest.ts'
import type { PushEvent, Registry, RegistryOptions } from './registry.ts'

const IDLE_TIMEOUT_MS = 120_000

async function answer(call: Call): Promise<void> {
  const { route, request } = call
  const { method = '' } = request
  const operations = ENDPOINTS[route.endpoint]
  const operation = Object.hasOwn(operations, method) ? operations[method] : undefined
  if (route.endpoint === 'none') {
    throw new RegistryFault('UNSUPPORTED', { status: 404, message: 'no such address in this API' })
  }
  if (operation === undefined) {
    throw new RegistryFault('UNSUPPORTED', { headers: { Allow: Object.keys(operations).join(', ') } })
  }
  const { repository } = route
  const named = route.endpoint !== 'base' && route.endpoint !== 'catalog'
  if (named && !isRepositoryName(repository)) {
    throw new RegistryFault('NAME_INVALID', { detail: { name: repository } })
  }
  const mountFrom = operation.action === 'push' ? route.query.get('from') : null
  const refusal = await call.refusalOf({
    action: operation.action,
    ...(named ? { repository } : {}),
    ...(mountFrom !== null && route.query.has('mount') ? { mountFrom } : {}),
  })
  if (refusal) return sendRefusal(call, refusal)
  await operation.handle(call)
}

/** A registry of the OCI distribution spec over a storage, for `http.createServer(REGISTRY_SERVER_OPTIONS, …)`. */
export function createRegistry(options: RegistryOptions): Registry {
  const { storage, authorize, onError, clock = systemClock, behaviour = {} } = options
  const { idleTimeoutMs = IDLE_TIMEOUT_MS } = options
  const onPush = async (event: PushEvent) => options.onPush?.(event)

  function fail(call: Call, error: unknown): void {
    const { request, response } = call
    const fault = error instanceof RegistryFault ? error : undefined
    if (fault === undefined && !(error instanceof ClientGone)) onError?.(error, request)
    if (hasBegun(response)) {
      response.destroy()
      return
    }
    try {
      sendRefusal(call, fault ?? new RegistryFault('UNKNOWN'))
    } catch (second) {
      onError?.(second, request)
      response.destroy()
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call: Call = {
      request,
      response,
      route: parseRoute(request.url ?? ''),
      storage,
      behaviour,
      clock,
      idleTimeoutMs,
      refusalOf: async (access: Omit<AccessRequest, 'request'>) => authorize?.({ ...access, request }),
      onPush,
    }
    // Without a listener an answer to somebody who has gone would end the process.
    response.on('error', () => {})
    try {
      await answer(call)
    } catch (error) {
      fail(call, error)
    }
    discardRest(request, response, idleTimeoutMs)
  }

  return {
    storage,
    handle,
    putManifest: async (repository, reference, bytes, mediaType) => {
      const push = {
        repository,
        reference,
        bytes,
        mediaType: bareMediaType(mediaType),
        sparse: behaviour.sparseManifests ?? false,
      }
      const { events } = await pushManifest(storage, clock, push)
      for (const event of events) await onPush(event)
      const [event] = events
      if (event === undefined) throw new RegistryFault('UNKNOWN')
      return event
    },
  }
}
