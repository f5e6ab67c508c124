import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const deleteCluster = route(operations.deleteCluster, async ({ who, params }, app) => {
  await app.deleteCluster(who, params.organizationId, params.clusterId)
})
