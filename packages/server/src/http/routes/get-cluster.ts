import { operations } from '@fairlead/api'
import { toCluster } from '../mapping/clusters.ts'
import { route } from '../route.ts'

export const getCluster = route(operations.getCluster, async ({ who, params }, app) =>
  toCluster(await app.getCluster(who, params.organizationId, params.clusterId)),
)
