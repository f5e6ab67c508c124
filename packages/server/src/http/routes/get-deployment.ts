import { operations } from '@fairlead/api'
import { toDeployment } from '../mapping/deployments.ts'
import { route } from '../route.ts'

export const getDeployment = route(operations.getDeployment, async ({ who, params }, app) =>
  toDeployment(await app.getDeployment(who, params.deploymentId)),
)
