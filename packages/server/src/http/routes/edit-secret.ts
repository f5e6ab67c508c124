import { operations } from '@fairlead/api'
import { changedSecret, toSecretVariable } from '../mapping/secret-variables.ts'
import { route } from '../route.ts'

export const editSecret = route(operations.editSecret, async ({ who, params, body }, app) => {
  const { containerId, secretId } = params
  const container = await app.setSecrets(who, containerId, changedSecret(containerId, secretId, body))
  return toSecretVariable(container, body.key)
})
