import { ApiError } from '@fairlead/api/client'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'

// Keys begin with ['images', org, registryId]. Nobody tells when somebody pushes, so that they are asked anew.

/** Images of a registry whose name contains the text; null where its kind has no catalogue to search. */
export const imageSearchQuery = (org: string, registryId: string, search: string) =>
  queryOptions({
    queryKey: ['images', org, registryId, 'search', search],
    queryFn: async ({ signal }) => {
      try {
        return await api.registries.images(org, registryId, { search, signal })
      } catch (error) {
        if (error instanceof ApiError && error.code === 'operation.unsupported') return null
        throw error
      }
    },
    staleTime: 30_000,
  })

/** All tags of an image, in the registry's order. */
export const imageTagsQuery = (org: string, registryId: string, image: string) =>
  queryOptions({
    queryKey: ['images', org, registryId, 'tags', image],
    queryFn: ({ signal }) => api.registries.tags(org, registryId, image, { signal }),
    staleTime: 30_000,
  })

/** What is behind a tag: its config, platforms and layers. */
export const imageConfigQuery = (org: string, registryId: string, imageName: string, reference: string) =>
  queryOptions({
    queryKey: ['images', org, registryId, 'config', imageName, reference],
    queryFn: ({ signal }) => api.registries.inspect(org, registryId, { imageName, reference }, { signal }),
    staleTime: 30_000,
    retry: false,
  })
