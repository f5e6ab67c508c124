import { operations } from '@fairlead/api'
import { toCluster, toClusterEdit } from '../mapping/clusters.ts'
import { route } from '../route.ts'

export const editCluster = route(
  operations.editCluster,
  async ({ who, params, query, body, signal }, app) => {
    const edit = toClusterEdit(body, query.unverified)
    return toCluster(await app.editCluster(who, params.organizationId, params.clusterId, edit, signal))
  },
)
