import { operations } from '@fairlead/api'
import { changedVariable } from '../mapping/variables.ts'
import { route } from '../route.ts'

export const deleteVariable = route(operations.deleteVariable, async ({ who, params }, app) => {
  await app.setVariables(
    who,
    params.containerId,
    changedVariable(params.containerId, params.environmentVariableId, undefined),
  )
})
