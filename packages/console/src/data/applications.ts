import { queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'

// Keys begin with ['applications', org] or ['deployment', id]: an event about a container or a deployment makes them
// stale (live-events.ts). What the contract calls a container is an application to the people who run it.

/** Every application of the organization with its place, its status and what should run of it. */
export const applicationsQuery = (org: string) =>
  queryOptions({
    queryKey: ['applications', org],
    queryFn: ({ signal }) => api.containers.applications(org, { signal }),
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

/** Secret variables, without their values. */
export const secretsQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['applications', org, id, 'secrets'],
    queryFn: ({ signal }) => api.containers.secrets(id, { signal }),
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

/** Every tag of an image, in the registry's order. */
export const imageTagsQuery = (org: string, registryId: string, imageName: string) =>
  queryOptions({
    queryKey: ['registries', org, registryId, 'tags', imageName],
    queryFn: ({ signal }) => api.registries.tags(org, registryId, imageName, { signal }),
  })

export const advancedSettingsQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['applications', org, id, 'advanced'],
    queryFn: ({ signal }) => api.containers.advancedSettings(id, { signal }),
  })
