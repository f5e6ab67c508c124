import { operations } from '@fairlead/api'
import { toDeployment } from '../mapping/deployments.ts'
import { route } from '../route.ts'

export const cancelDeployment = route(operations.cancelDeployment, async ({ who, params }, app) =>
  toDeployment(await app.cancelDeployment(who, params.deploymentId)),
)
