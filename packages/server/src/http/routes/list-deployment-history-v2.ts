import { operations } from '@fairlead/api'
import { toHistoryV2 } from '../mapping/deployments.ts'
import { toPage } from '../mapping/page.ts'
import { route } from '../route.ts'

export const listDeploymentHistoryV2 = route(
  operations.listDeploymentHistoryV2,
  async ({ who, params, query }, app) => {
    const page = toPage(undefined, query.pageSize)
    const container = await app.getContainer(who, params.containerId)
    const results = (await app.deploymentHistory(who, container.id, page)).map(toHistoryV2(container))
    return { page: page.page, page_size: page.pageSize, results }
  },
)
