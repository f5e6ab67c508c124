import { operations } from '@fairlead/api'
import { changedSecret } from '../mapping/secret-variables.ts'
import { route } from '../route.ts'

export const deleteSecret = route(operations.deleteSecret, async ({ who, params }, app) => {
  const { containerId, secretId } = params
  await app.setSecrets(who, containerId, changedSecret(containerId, secretId, undefined))
})
