import { operations } from '@fairlead/api'
import { toProject, toProjectInput } from '../mapping/organizations.ts'
import { route } from '../route.ts'

export const createProject = route(operations.createProject, async ({ who, params, body }, app) =>
  toProject(await app.createProject(who, params.organizationId, toProjectInput(body))),
)
