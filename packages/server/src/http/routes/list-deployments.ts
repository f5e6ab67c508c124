import { operations } from '@fairlead/api'
import { toDeployment } from '../mapping/deployments.ts'
import { toPage } from '../mapping/page.ts'
import { route } from '../route.ts'

export const listDeployments = route(operations.listDeployments, async ({ who, params, query }, app) => {
  const page = toPage(query.page, query.page_size)
  const results = (await app.deploymentHistory(who, params.containerId, page)).map(toDeployment)
  return { page: page.page, page_size: page.pageSize, results }
})
