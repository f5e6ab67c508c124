import type { Principal } from '../domain/identity.ts'
import type { Project } from '../domain/organization.ts'
import { theOrganization, theProject } from './access.ts'
import { audit } from './audit.ts'
import { type AppPorts, timestamp } from './ports.ts'

export interface ProjectInput {
  readonly name: string
  readonly description: string
}

/** A project and how many environments it has. */
export interface ProjectView {
  readonly project: Project
  readonly environmentsCount: number
}

const view = async (ports: AppPorts, project: Project): Promise<ProjectView> => ({
  project,
  environmentsCount: (await ports.store.environments.listOf(project.id)).length,
})

export const listProjects =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string): Promise<readonly ProjectView[]> => {
    await theOrganization(ports.store, who, organizationId)
    const projects = await ports.store.projects.listOf(organizationId)
    return Promise.all(projects.map((project) => view(ports, project)))
  }

export const getProject =
  (ports: AppPorts) =>
  async (who: Principal, id: string): Promise<ProjectView> =>
    view(ports, await theProject(ports.store, who, id))

export const createProject =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string, input: ProjectInput): Promise<ProjectView> => {
    await theOrganization(ports.store, who, organizationId)
    const now = timestamp(ports)
    const project: Project = { ...input, id: ports.newId(), organizationId, createdAt: now, updatedAt: now }
    await ports.store.transaction(async (tx) => {
      await tx.projects.insert(project)
      await audit(ports, tx, who, entry('CREATE', project))
    })
    return { project, environmentsCount: 0 }
  }

export const editProject =
  (ports: AppPorts) =>
  async (who: Principal, id: string, input: ProjectInput): Promise<ProjectView> => {
    const edited = await ports.store.transaction(async (tx) => {
      const project = { ...(await theProject(tx, who, id)), ...input, updatedAt: timestamp(ports) }
      await tx.projects.save(project)
      await audit(ports, tx, who, entry('UPDATE', project))
      return project
    })
    return view(ports, edited)
  }

/** Throws `project.in_use` while it has environments. */
export const deleteProject =
  (ports: AppPorts) =>
  (who: Principal, id: string): Promise<void> =>
    ports.store.transaction(async (tx) => {
      const project = await theProject(tx, who, id)
      await tx.projects.delete(id)
      await audit(ports, tx, who, entry('DELETE', project))
    })

const entry = (action: string, { id, name, organizationId }: Project) => ({
  organizationId,
  action,
  targetType: 'PROJECT',
  targetId: id,
  targetName: name,
})
