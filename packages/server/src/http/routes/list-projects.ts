import { operations } from '@fairlead/api'
import { toProject } from '../mapping/organizations.ts'
import { route } from '../route.ts'

export const listProjects = route(operations.listProjects, async ({ who, params }, app) => ({
  results: (await app.listProjects(who, params.organizationId)).map(toProject),
}))
