import { operations } from '@fairlead/api'
import { toProject } from '../mapping/organizations.ts'
import { route } from '../route.ts'

export const getProject = route(operations.getProject, async ({ who, params }, app) =>
  toProject(await app.getProject(who, params.projectId)),
)
