import { listOf } from '../fields.ts'
import { operation } from '../operation.ts'
import { project, projectRequest } from '../wire/organization.ts'

const tag = 'Projects'

export const listProjects = operation({
  id: 'listProject',
  method: 'GET',
  path: '/organization/{organizationId}/project',
  tag,
  summary: 'List the projects of an organization',
  permission: 'service:read',
  status: 200,
  answer: listOf(project),
  errors: ['organization.not_found'],
})

export const createProject = operation({
  id: 'createProject',
  method: 'POST',
  path: '/organization/{organizationId}/project',
  tag,
  summary: 'Create a project',
  permission: 'service:write',
  body: projectRequest,
  status: 201,
  answer: project,
  errors: ['organization.not_found', 'name.taken'],
})

export const getProject = operation({
  id: 'getProject',
  method: 'GET',
  path: '/project/{projectId}',
  tag,
  summary: 'Get a project',
  permission: 'service:read',
  status: 200,
  answer: project,
  errors: ['project.not_found'],
})

export const editProject = operation({
  id: 'editProject',
  method: 'PUT',
  path: '/project/{projectId}',
  tag,
  summary: 'Edit a project',
  permission: 'service:write',
  body: projectRequest,
  status: 200,
  answer: project,
  errors: ['project.not_found', 'name.taken'],
})

export const deleteProject = operation({
  id: 'deleteProject',
  method: 'DELETE',
  path: '/project/{projectId}',
  tag,
  summary: 'Delete a project without environments',
  permission: 'service:write',
  status: 204,
  errors: ['project.not_found', 'project.in_use'],
})
