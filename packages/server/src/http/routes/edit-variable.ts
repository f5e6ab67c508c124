import { operations } from '@fairlead/api'
import { changedVariable, toVariable } from '../mapping/variables.ts'
import { route } from '../route.ts'

export const editVariable = route(operations.editVariable, async ({ who, params, body }, app) => {
  const edited = { name: body.key, value: body.value ?? '' }
  const change = changedVariable(params.containerId, params.environmentVariableId, edited)
  return toVariable(await app.setVariables(who, params.containerId, change), edited)
})
