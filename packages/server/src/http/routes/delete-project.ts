import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const deleteProject = route(operations.deleteProject, async ({ who, params }, app) => {
  await app.deleteProject(who, params.projectId)
})
