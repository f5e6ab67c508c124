import { operations } from '@fairlead/api'
import { toCluster } from '../mapping/clusters.ts'
import { route } from '../route.ts'

export const editCluster = route(operations.editCluster, async ({ who, params, body }, app) => {
  const input = { name: body.name, description: body.description ?? '' }
  return toCluster(await app.editCluster(who, params.organizationId, params.clusterId, input))
})
