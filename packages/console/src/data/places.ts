import { queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'
import { upperFirst } from '../ui/letter-case.ts'

export const projectsQuery = (org: string) =>
  queryOptions({
    queryKey: ['projects', org],
    queryFn: ({ signal }) => api.projects.list(org, { signal }),
  })

/** The environments of all projects. */
export const environmentsQuery = (org: string) =>
  queryOptions({
    queryKey: ['environments', org],
    queryFn: async ({ signal }) => {
      const projects = await api.projects.list(org, { signal })
      const lists = await Promise.all(projects.map(({ id }) => api.environments.list(id, { signal })))
      return lists.flat()
    },
  })

export const clustersQuery = (org: string) =>
  queryOptions({
    queryKey: ['clusters', org],
    queryFn: ({ signal }) => api.clusters.list(org, { signal }),
  })

export const ENVIRONMENT_MODES = ['DEVELOPMENT', 'STAGING', 'PRODUCTION', 'PREVIEW'] as const
export type EnvironmentMode = (typeof ENVIRONMENT_MODES)[number]

/** A mode as people read it. */
export const modeWords = (mode: EnvironmentMode): string => upperFirst(mode.toLowerCase())
export const MODE_OPTIONS = ENVIRONMENT_MODES.map((mode) => ({ value: mode, label: modeWords(mode) }))
