import { operations } from '@fairlead/api'
import { toContainerInput } from '../mapping/containers.ts'
import { toDeploymentPlan, toVariables } from '../mapping/deployment-plans.ts'
import { toPlannedSecrets } from '../mapping/secret-variables.ts'
import { route } from '../route.ts'

export const planNewContainer = route(
  operations.planNewContainer,
  async ({ who, params, body, signal }, app) => {
    const { spec, ...input } = toContainerInput(body)
    const draft = { ...input, spec: { ...spec, variables: toVariables(body.variables) ?? [] } }
    const secrets = toPlannedSecrets(body.secrets) ?? []
    return toDeploymentPlan(await app.planNewContainer(who, params.environmentId, draft, secrets, signal))
  },
)
