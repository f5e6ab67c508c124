import { operations } from '@fairlead/api'
import { toCluster, toClusterInput } from '../mapping/clusters.ts'
import { route } from '../route.ts'

export const createCluster = route(
  operations.createCluster,
  async ({ who, params, query, body, signal }, app) =>
    toCluster(
      await app.createCluster(who, params.organizationId, toClusterInput(body, query.unverified), signal),
    ),
)
