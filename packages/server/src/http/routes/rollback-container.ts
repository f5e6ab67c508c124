import { operations } from '@fairlead/api'
import { toDeployment } from '../mapping/deployments.ts'
import { route } from '../route.ts'

export const rollbackContainer = route(operations.rollbackContainer, async ({ who, params, body }, app) =>
  toDeployment(await app.rollbackContainer(who, params.containerId, body?.deployment_id ?? undefined)),
)
