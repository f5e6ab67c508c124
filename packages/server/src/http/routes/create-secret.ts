import { operations } from '@fairlead/api'
import { toSecretVariable, withSecret } from '../mapping/secret-variables.ts'
import { route } from '../route.ts'

export const createSecret = route(operations.createSecret, async ({ who, params, body }, app) =>
  toSecretVariable(await app.setSecrets(who, params.containerId, withSecret(body)), body.key),
)
