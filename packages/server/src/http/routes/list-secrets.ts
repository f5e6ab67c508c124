import { operations } from '@fairlead/api'
import { toSecretVariable } from '../mapping/secret-variables.ts'
import { route } from '../route.ts'

export const listSecrets = route(operations.listSecrets, async ({ who, params }, app) => {
  const container = await app.getContainer(who, params.containerId)
  return { results: container.spec.secrets.map(({ name }) => toSecretVariable(container, name)) }
})
