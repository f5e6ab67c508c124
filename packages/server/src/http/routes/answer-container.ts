import type { Container } from '@fairlead/api'
import { type App, type ContainerService, isAppError, type Principal } from '@fairlead/core'
import { toContainer } from '../mapping/containers.ts'

/** The contract shows a container with its registry, which may have been deleted by force. */
export async function answerContainer(
  app: App,
  who: Principal,
  container: ContainerService,
): Promise<Container> {
  const { organizationId, spec } = container
  try {
    const { registry } = await app.getRegistry(who, organizationId, spec.registryId)
    return toContainer(container, registry)
  } catch (error) {
    if (!isAppError(error, 'registry.not_found')) throw error
    return toContainer(container, undefined)
  }
}
