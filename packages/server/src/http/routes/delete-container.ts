import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const deleteContainer = route(operations.deleteContainer, async ({ who, params }, app) => {
  await app.deleteContainer(who, params.containerId)
})
