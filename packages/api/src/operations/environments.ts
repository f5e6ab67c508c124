import { z } from 'zod'
import { listOf } from '../fields.ts'
import { operation } from '../operation.ts'
import { checkImageRequest } from '../wire/container.ts'
import {
  cancelDeploymentRequest,
  createEnvironmentRequest,
  deployAllRequest,
  environment,
  environmentEditRequest,
  environmentStatus,
  environmentStatuses,
} from '../wire/environment.ts'

const tag = 'Environments'

export const listEnvironments = operation({
  id: 'listEnvironment',
  method: 'GET',
  path: '/project/{projectId}/environment',
  tag,
  summary: 'List the environments of a project',
  permission: 'service:read',
  status: 200,
  answer: listOf(environment),
  errors: ['project.not_found'],
})

export const createEnvironment = operation({
  id: 'createEnvironment',
  method: 'POST',
  path: '/project/{projectId}/environment',
  tag,
  summary: 'Create an environment on a cluster',
  permission: 'service:write',
  body: createEnvironmentRequest,
  status: 201,
  answer: environment,
  errors: ['project.not_found', 'cluster.not_found', 'name.taken'],
})

export const getEnvironment = operation({
  id: 'getEnvironment',
  method: 'GET',
  path: '/environment/{environmentId}',
  tag,
  summary: 'Get an environment',
  permission: 'service:read',
  status: 200,
  answer: environment,
  errors: ['environment.not_found'],
})

export const editEnvironment = operation({
  id: 'editEnvironment',
  method: 'PUT',
  path: '/environment/{environmentId}',
  tag,
  summary: 'Edit an environment',
  permission: 'service:write',
  body: environmentEditRequest,
  status: 200,
  answer: environment,
  errors: ['environment.not_found', 'name.taken'],
})

export const deleteEnvironment = operation({
  id: 'deleteEnvironment',
  method: 'DELETE',
  path: '/environment/{environmentId}',
  tag,
  summary: 'Delete an environment without services',
  permission: 'service:write',
  status: 204,
  errors: ['environment.not_found', 'environment.in_use'],
})

export const getEnvironmentStatus = operation({
  id: 'getEnvironmentStatus',
  method: 'GET',
  path: '/environment/{environmentId}/status',
  tag,
  summary: 'Get the status of an environment',
  permission: 'service:read',
  status: 200,
  answer: environmentStatus,
  errors: ['environment.not_found'],
})

export const getEnvironmentStatuses = operation({
  id: 'getEnvironmentStatuses',
  method: 'GET',
  path: '/environment/{environmentId}/statuses',
  tag,
  summary: 'Get the status of an environment and of each of its services',
  permission: 'service:read',
  status: 200,
  answer: environmentStatuses,
  errors: ['environment.not_found'],
})

export const deployAllServices = operation({
  id: 'deployAllServices',
  method: 'POST',
  path: '/environment/{environmentId}/service/deploy',
  tag,
  summary: 'Deploy several services of an environment: all or none',
  permission: 'service:deploy',
  body: deployAllRequest,
  status: 202,
  answer: environmentStatus,
  errors: ['environment.not_found', 'container.not_found', 'container.busy', 'container.conflict'],
})

export const cancelEnvironmentDeployment = operation({
  id: 'cancelEnvironmentDeployment',
  method: 'POST',
  path: '/environment/{environmentId}/cancelDeployment',
  tag,
  summary: 'Cancel the unfinished deployments of an environment',
  description: 'What served before them still serves.',
  permission: 'service:deploy',
  body: cancelDeploymentRequest,
  status: 202,
  answer: environmentStatus,
  errors: ['environment.not_found'],
})

export const checkContainerImage = operation({
  id: 'checkContainerImage',
  method: 'POST',
  path: '/environment/{environmentId}/checkContainerImage',
  tag,
  summary: 'Check that an image can be pulled for an environment',
  permission: 'service:write',
  body: checkImageRequest,
  status: 200,
  answer: z.object({}),
  errors: [
    'environment.not_found',
    'registry.not_found',
    'image.not_found',
    'credential.refused',
    'credential.denied',
    'registry.unreachable',
    'registry.bad_answer',
    'registry.rate_limited',
  ],
})
