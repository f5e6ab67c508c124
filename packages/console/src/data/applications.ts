import { queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'

// Keys begin with ['applications', org] or ['deployment', id]: an event about a container or a deployment makes them
// stale (live-events.ts). What the contract calls a container is an application to the people who run it.

/** Every application of the organization with its environment and its status. */
export const applicationsQuery = (org: string) =>
  queryOptions({
    queryKey: ['applications', org],
    queryFn: async ({ signal }) => {
      const projects = await api.projects.list(org, { signal })
      const environments = (
        await Promise.all(projects.map(({ id }) => api.environments.list(id, { signal })))
      ).flat()
      const lists = await Promise.all(
        environments.map(async (environment) => {
          const [containers, statuses] = await Promise.all([
            api.containers.list(environment.id, { signal }),
            api.containers.statuses(environment.id, { signal }),
          ])
          return containers.map((container) => ({
            container,
            environment,
            status: statuses.find(({ id }) => id === container.id),
          }))
        }),
      )
      return lists.flat()
    },
  })

export const applicationQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['applications', org, id],
    queryFn: ({ signal }) => api.containers.get(id, { signal }),
  })

export const applicationStatusQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['applications', org, id, 'status'],
    queryFn: ({ signal }) => api.containers.status(id, { signal }),
  })

/** What the cluster says of it right now. */
export const runtimeQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['applications', org, id, 'runtime'],
    queryFn: ({ signal }) => api.containers.runtime(id, { signal }),
  })

export const variablesQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['applications', org, id, 'variables'],
    queryFn: ({ signal }) => api.containers.variables(id, { signal }),
  })

/** The deployments of an application, newest first; `page` is from 0. */
export const deploymentsQuery = (org: string, id: string, page = 0, pageSize = 20) =>
  queryOptions({
    queryKey: ['applications', org, id, 'deployments', page, pageSize],
    queryFn: ({ signal }) => api.deployments.list(id, { page, pageSize, signal }),
  })

export const deploymentQuery = (id: string) =>
  queryOptions({
    queryKey: ['deployment', id],
    queryFn: ({ signal }) => api.deployments.get(id, { signal }),
  })
