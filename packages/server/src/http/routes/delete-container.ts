import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const deleteContainer = route(operations.deleteContainer, async ({ who, params, query }, app) => {
  if (query.force === 'true') await app.forgetContainer(who, params.containerId)
  else await app.deleteContainer(who, params.containerId)
})
