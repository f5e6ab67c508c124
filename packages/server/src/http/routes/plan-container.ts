import { operations } from '@fairlead/api'
import { toDeploymentPlan, toPlannedInput } from '../mapping/deployment-plans.ts'
import { toPlannedSecrets } from '../mapping/secret-variables.ts'
import { route } from '../route.ts'

export const planContainer = route(operations.planContainer, async ({ who, params, body, signal }, app) =>
  toDeploymentPlan(
    await app.planContainer(
      who,
      params.containerId,
      toPlannedInput(body),
      toPlannedSecrets(body?.secrets),
      signal,
    ),
  ),
)
