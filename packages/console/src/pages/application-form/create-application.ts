import type { Container } from '@fairlead/api/client'
import { api } from '../../app/api.ts'
import { requestOf } from './application-request.ts'
import type { ApplicationValues } from './application-values.ts'

/** How far it came. */
export interface Creation {
  readonly container: Container | undefined
  /** Names of the variables that are there. */
  readonly added: readonly string[]
  readonly deploymentId: string | undefined
}

export const NOTHING_YET: Creation = { container: undefined, added: [], deploymentId: undefined }

/**
 * Makes an application, its variables and, where it is wished, its first deployment. Goes on from `soFar`; tells each step
 * that is done, so that whoever is told of a failure knows what is there. Throws ApiError.
 */
export async function createApplication(
  values: ApplicationValues,
  deploys: boolean,
  soFar: Creation,
  onStep: (done: Creation) => void,
): Promise<Creation> {
  let done = soFar
  const step = (change: Partial<Creation>): Creation => {
    done = { ...done, ...change }
    onStep(done)
    return done
  }
  const container = done.container ?? (await api.containers.create(values.environmentId, requestOf(values)))
  step({ container })
  for (const { name, value, isSecret } of values.variables) {
    const key = name.trim()
    if (done.added.includes(key)) continue
    if (isSecret) await api.containers.addSecret(container.id, { key, value })
    else await api.containers.addVariable(container.id, { key, value })
    step({ added: [...done.added, key] })
  }
  if (!deploys) return done
  const { deployment_request_id: id } = await api.containers.deploy(container.id)
  return step({ deploymentId: id ?? undefined })
}
