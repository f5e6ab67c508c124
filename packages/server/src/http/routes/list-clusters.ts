import { operations } from '@fairlead/api'
import { toCluster } from '../mapping/clusters.ts'
import { route } from '../route.ts'

export const listClusters = route(operations.listClusters, async ({ who, params }, app) => ({
  results: (await app.listClusters(who, params.organizationId)).map(toCluster),
}))
