import { operations } from '@fairlead/api'
import { toLinks } from '../mapping/links.ts'
import { route } from '../route.ts'

export const listContainerLinks = route(operations.listContainerLinks, async ({ who, params }, app) => ({
  results: toLinks(await app.containerStatus(who, params.containerId)),
}))
