import { operations } from '@fairlead/api'
import { toVariable } from '../mapping/variables.ts'
import { route } from '../route.ts'

export const listVariables = route(operations.listVariables, async ({ who, params }, app) => {
  const container = await app.getContainer(who, params.containerId)
  return { results: container.spec.variables.map((each) => toVariable(container, each)) }
})
