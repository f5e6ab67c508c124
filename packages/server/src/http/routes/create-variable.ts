import { operations } from '@fairlead/api'
import { toVariable, withVariable } from '../mapping/variables.ts'
import { route } from '../route.ts'

export const createVariable = route(operations.createVariable, async ({ who, params, body }, app) => {
  const added = { name: body.key, value: body.value ?? '' }
  return toVariable(await app.setVariables(who, params.containerId, withVariable(added)), added)
})
