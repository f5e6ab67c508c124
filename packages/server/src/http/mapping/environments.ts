import type { Environment as Answer } from '@fairlead/api'
import type { EnvironmentView } from '@fairlead/core'

export const toEnvironment = ({ environment, cluster }: EnvironmentView): Answer => ({
  id: environment.id,
  created_at: environment.createdAt,
  updated_at: environment.updatedAt,
  name: environment.name,
  organization: { id: environment.organizationId },
  project: { id: environment.projectId },
  cloud_provider: { provider: 'ON_PREMISE', cluster: cluster.name },
  mode: environment.mode,
  cluster_id: cluster.id,
  cluster_name: cluster.name,
})
