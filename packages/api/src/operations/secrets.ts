import { listOf } from '../fields.ts'
import { operation } from '../operation.ts'
import { secretVariable, secretVariableRequest } from '../wire/secret-variable.ts'

const tag = 'Variables'
const PATH = '/container/{containerId}/secret'

export const listSecrets = operation({
  id: 'listContainerSecrets',
  method: 'GET',
  path: PATH,
  tag,
  summary: 'List the secret variables of a container, without their values',
  permission: 'service:read',
  status: 200,
  answer: listOf(secretVariable),
  errors: ['container.not_found'],
})

export const createSecret = operation({
  id: 'createContainerSecret',
  method: 'POST',
  path: PATH,
  tag,
  summary: 'Add a secret variable; it reaches the container with the next deployment',
  description: 'The value is sealed before it is stored. No answer, event, plan or log holds it.',
  permission: 'service:write',
  body: secretVariableRequest,
  status: 201,
  answer: secretVariable,
  errors: ['container.not_found', 'name.taken', 'container.conflict'],
})

export const editSecret = operation({
  id: 'editContainerSecret',
  method: 'PUT',
  path: `${PATH}/{secretId}`,
  tag,
  summary: 'Rename a secret variable, or give it another value; without a value it keeps the one that it has',
  permission: 'service:write',
  body: secretVariableRequest,
  status: 200,
  answer: secretVariable,
  errors: ['container.not_found', 'variable.not_found', 'name.taken', 'container.conflict'],
})

export const deleteSecret = operation({
  id: 'deleteContainerSecret',
  method: 'DELETE',
  path: `${PATH}/{secretId}`,
  tag,
  summary: 'Delete a secret variable',
  permission: 'service:write',
  status: 204,
  errors: ['container.not_found', 'variable.not_found', 'container.conflict'],
})
