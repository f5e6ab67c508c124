import { operations } from '@fairlead/api'
import { toProject, toProjectInput } from '../mapping/organizations.ts'
import { route } from '../route.ts'

export const editProject = route(operations.editProject, async ({ who, params, body }, app) =>
  toProject(await app.editProject(who, params.projectId, toProjectInput(body))),
)
