import { z } from 'zod'
import { listOf, wholeNumber } from '../fields.ts'
import { operation } from '../operation.ts'
import { deployImageRequest, deployRequest, log } from '../wire/container.ts'
import {
  deployment,
  deploymentHistoryEntry,
  deploymentHistoryV2Entry,
  rollbackRequest,
} from '../wire/deployment.ts'
import { serviceStatus } from '../wire/status.ts'

const tag = 'Deployments'

const paged = <T extends z.ZodType>(item: T) =>
  z.object({ page: z.int(), page_size: z.int(), results: z.array(item) })

const asks = {
  method: 'POST',
  tag,
  permission: 'service:deploy',
  status: 202,
  answer: serviceStatus,
} as const

export const deployContainer = operation({
  ...asks,
  id: 'deployContainer',
  path: '/container/{containerId}/deploy',
  summary: 'Deploy a container, with another tag if one is given',
  body: deployRequest,
  errors: ['container.not_found', 'container.busy', 'container.conflict'],
})

export const redeployContainer = operation({
  ...asks,
  id: 'redeployContainer',
  path: '/container/{containerId}/redeploy',
  summary: 'Deploy a container again from its spec; its tag is resolved anew',
  errors: ['container.not_found', 'container.busy'],
})

export const stopContainer = operation({
  ...asks,
  id: 'stopContainer',
  path: '/container/{containerId}/stop',
  summary: 'Stop a container',
  errors: ['container.not_found', 'container.not_deployed', 'container.busy'],
})

export const restartContainer = operation({
  ...asks,
  id: 'rebootContainer',
  path: '/container/{containerId}/restart-service',
  summary: 'Restart a container on the digest that it runs',
  errors: ['container.not_found', 'container.not_deployed', 'container.busy'],
})

export const restartContainerShort = operation({
  ...asks,
  id: 'restartContainer',
  path: '/container/{containerId}/restart',
  summary: 'The same as restart-service, under its older name',
  errors: ['container.not_found', 'container.not_deployed', 'container.busy'],
})

export const deployImage = operation({
  ...asks,
  id: 'autoDeployContainerEnvironments',
  path: '/organization/{organizationId}/container/deploy',
  summary: 'Deploy a tag to every container of the organization that runs the image',
  description: 'What CI calls after a push. The answer is the status of the first of them.',
  body: deployImageRequest,
  errors: ['organization.not_found', 'container.not_found', 'container.busy', 'container.conflict'],
})

export const rollbackContainer = operation({
  id: 'rollbackContainer',
  method: 'POST',
  path: '/fairlead/v1/container/{containerId}/rollback',
  tag,
  summary: 'Deploy again what an earlier deployment ran: its digest and its spec',
  permission: 'service:deploy',
  body: rollbackRequest,
  status: 202,
  answer: deployment,
  errors: ['container.not_found', 'deployment.not_found', 'rollback.unavailable', 'container.busy'],
})

export const listDeployments = operation({
  id: 'listContainerDeployments',
  method: 'GET',
  path: '/fairlead/v1/container/{containerId}/deployment',
  tag,
  summary: 'List the deployments of a container, newest first',
  permission: 'service:read',
  query: z.object({
    page: wholeNumber.optional().describe('From 0.'),
    page_size: wholeNumber.optional().describe('Absent: 20; 100 at most.'),
  }),
  status: 200,
  answer: paged(deployment),
  errors: ['container.not_found'],
})

export const getDeployment = operation({
  id: 'getDeployment',
  method: 'GET',
  path: '/fairlead/v1/deployment/{deploymentId}',
  tag,
  summary: 'Get a deployment: what was asked, its digest, steps and findings',
  permission: 'service:read',
  status: 200,
  answer: deployment,
  errors: ['deployment.not_found'],
})

export const cancelDeployment = operation({
  id: 'cancelDeployment',
  method: 'POST',
  path: '/fairlead/v1/deployment/{deploymentId}/cancel',
  tag,
  summary: 'Ask an unfinished deployment to end',
  description: 'What served before it still serves. A finished deployment is answered as it is.',
  permission: 'service:deploy',
  status: 202,
  answer: deployment,
  errors: ['deployment.not_found'],
})

export const listDeploymentHistory = operation({
  id: 'listContainerDeploymentHistory',
  method: 'GET',
  path: '/container/{containerId}/deploymentHistory',
  tag,
  summary: 'List the deployments of a container in the older shape of the contract',
  permission: 'service:read',
  status: 200,
  answer: paged(deploymentHistoryEntry),
  errors: ['container.not_found'],
})

export const listDeploymentHistoryV2 = operation({
  id: 'listContainerDeploymentHistoryV2',
  method: 'GET',
  path: '/container/{containerId}/deploymentHistoryV2',
  tag,
  summary: 'List the deployments of a container in the newer shape of the contract',
  permission: 'service:read',
  query: z.object({ pageSize: wholeNumber.optional().describe('Absent: 20; 100 at most.') }),
  status: 200,
  answer: paged(deploymentHistoryV2Entry),
  errors: ['container.not_found'],
})

export const listLog = operation({
  id: 'listContainerLog',
  method: 'GET',
  path: '/container/{containerId}/log',
  tag,
  summary: 'Get the last lines that a container wrote',
  description: 'With `Accept: text/event-stream` the lines to come are sent too, as events `log`.',
  permission: 'service:read',
  query: z.object({
    tail: wholeNumber.optional().describe('Lines from the end. Absent: 500; 10000 at most.'),
  }),
  status: 200,
  answer: listOf(log),
  events: { log },
  errors: ['container.not_found', 'operation.unsupported', 'target.unreachable', 'target.failed'],
})
