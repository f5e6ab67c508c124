import { listOf } from '../fields.ts'
import { operation } from '../operation.ts'
import { variable, variableRequest } from '../wire/container.ts'

const tag = 'Variables'
const PATH = '/container/{containerId}/environmentVariable'

export const listVariables = operation({
  id: 'listContainerEnvironmentVariable',
  method: 'GET',
  path: PATH,
  tag,
  summary: 'List the environment variables of a container',
  permission: 'service:read',
  status: 200,
  answer: listOf(variable),
  errors: ['container.not_found'],
})

export const createVariable = operation({
  id: 'createContainerEnvironmentVariable',
  method: 'POST',
  path: PATH,
  tag,
  summary: 'Add an environment variable; it reaches the container with the next deployment',
  permission: 'service:write',
  body: variableRequest,
  status: 201,
  answer: variable,
  errors: ['container.not_found', 'name.taken', 'container.conflict'],
})

export const editVariable = operation({
  id: 'editContainerEnvironmentVariable',
  method: 'PUT',
  path: `${PATH}/{environmentVariableId}`,
  tag,
  summary: 'Edit an environment variable',
  permission: 'service:write',
  body: variableRequest,
  status: 200,
  answer: variable,
  errors: ['container.not_found', 'variable.not_found', 'name.taken', 'container.conflict'],
})

export const deleteVariable = operation({
  id: 'deleteContainerEnvironmentVariable',
  method: 'DELETE',
  path: `${PATH}/{environmentVariableId}`,
  tag,
  summary: 'Delete an environment variable',
  permission: 'service:write',
  status: 204,
  errors: ['container.not_found', 'variable.not_found', 'container.conflict'],
})
