import { operations } from '@fairlead/api'
import { toClusterStatus } from '../mapping/clusters.ts'
import { route } from '../route.ts'

export const getClusterStatus = route(operations.getClusterStatus, async ({ who, params, signal }, app) =>
  toClusterStatus(
    params.clusterId,
    await app.checkCluster(who, params.organizationId, params.clusterId, signal),
  ),
)
