import { listOf } from '../fields.ts'
import { operation } from '../operation.ts'
import { organization, organizationRequest } from '../wire/organization.ts'

const tag = 'Organizations'

export const listOrganizations = operation({
  id: 'listOrganizations',
  method: 'GET',
  path: '/organization',
  tag,
  summary: 'List the organizations that the token may see',
  permission: 'organization:read',
  status: 200,
  answer: listOf(organization),
})

export const createOrganization = operation({
  id: 'createOrganization',
  method: 'POST',
  path: '/organization',
  tag,
  summary: 'Create an organization',
  description: 'Needs a token of the whole installation, such as that of the first-run administrator.',
  permission: 'organization:write',
  body: organizationRequest,
  status: 201,
  answer: organization,
  errors: ['name.taken'],
})

export const getOrganization = operation({
  id: 'getOrganization',
  method: 'GET',
  path: '/organization/{organizationId}',
  tag,
  summary: 'Get an organization',
  permission: 'organization:read',
  status: 200,
  answer: organization,
  errors: ['organization.not_found'],
})

export const editOrganization = operation({
  id: 'editOrganization',
  method: 'PUT',
  path: '/organization/{organizationId}',
  tag,
  summary: 'Edit an organization',
  permission: 'organization:write',
  body: organizationRequest,
  status: 200,
  answer: organization,
  errors: ['organization.not_found', 'name.taken'],
})

export const deleteOrganization = operation({
  id: 'deleteOrganization',
  method: 'DELETE',
  path: '/organization/{organizationId}',
  tag,
  summary: 'Delete an organization that holds nothing any more',
  permission: 'organization:write',
  status: 204,
  errors: ['organization.not_found', 'organization.in_use'],
})
