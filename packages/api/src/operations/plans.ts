import { operation } from '../operation.ts'
import { containerPlanRequest, deploymentPlan, newContainerPlanRequest } from '../wire/deployment-plan.ts'

const tag = 'Deployments'

export const planNewContainer = operation({
  id: 'planNewContainer',
  method: 'POST',
  path: '/fairlead/v1/environment/{environmentId}/plan',
  tag,
  summary: 'Say what creating and deploying a container would do; nothing is stored',
  description:
    'The pull is proved with the credential that will pull. What the deployment would fail of are findings; what cannot be created is an error, as createContainer answers it.',
  permission: 'service:write',
  body: newContainerPlanRequest,
  status: 200,
  answer: deploymentPlan,
  errors: ['environment.not_found', 'name.taken'],
})

export const planContainer = operation({
  id: 'planContainer',
  method: 'POST',
  path: '/fairlead/v1/container/{containerId}/plan',
  tag,
  summary: 'Say what deploying a container would do, as it is or after an edit; nothing is stored',
  permission: 'service:deploy',
  body: containerPlanRequest,
  status: 200,
  answer: deploymentPlan,
  errors: ['container.not_found', 'name.taken', 'secret.unreadable'],
})
