import { operations } from '@fairlead/api'
import { toHistory } from '../mapping/deployments.ts'
import { toPage } from '../mapping/page.ts'
import { route } from '../route.ts'

export const listDeploymentHistory = route(operations.listDeploymentHistory, async ({ who, params }, app) => {
  const page = toPage(undefined, undefined)
  const container = await app.getContainer(who, params.containerId)
  const results = (await app.deploymentHistory(who, container.id, page)).map(toHistory(container))
  return { page: page.page, page_size: page.pageSize, results }
})
