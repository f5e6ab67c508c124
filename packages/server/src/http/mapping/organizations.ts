import type { Organization as Answer, Project as ProjectAnswer } from '@fairlead/api'
import type { Organization, OrganizationInput, ProjectInput, ProjectView } from '@fairlead/core'

interface Named {
  readonly name: string
  readonly description?: string | null | undefined
}

export const toOrganizationInput = ({ name, description }: Named): OrganizationInput => ({
  name,
  description: description ?? null,
})

export const toOrganization = ({ id, name, description, createdAt, updatedAt }: Organization): Answer => ({
  id,
  created_at: createdAt,
  updated_at: updatedAt,
  name,
  description,
  plan: 'ENTERPRISE',
})

export const toProjectInput = ({ name, description }: Named): ProjectInput => ({
  name,
  description: description ?? '',
})

export const toProject = ({ project, environmentsCount }: ProjectView): ProjectAnswer => ({
  id: project.id,
  created_at: project.createdAt,
  updated_at: project.updatedAt,
  name: project.name,
  description: project.description,
  associated_environments_count: environmentsCount,
  organization: { id: project.organizationId },
})
