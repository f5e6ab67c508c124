import { ApiError } from '@fairlead/api/client'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'
import { atMost } from './at-most.ts'

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

export const TAGS_PER_PAGE = 100

/** Every image that the registry lists to the connection. */
export const imagesQuery = (org: string, registryId: string) =>
  queryOptions({
    queryKey: ['images', org, registryId, 'list'],
    queryFn: ({ signal }) => api.registries.images(org, registryId, { signal }),
    staleTime: 30_000,
  })

/** A page of an image's tags; `page` is from 0. The first one begins the list that the server keeps for the others. */
export const tagPageQuery = (org: string, registryId: string, image: string, search: string, page: number) =>
  queryOptions({
    queryKey: ['images', org, registryId, 'tag-pages', image, search, page],
    queryFn: async ({ signal }) => {
      const options = { search, page, pageSize: TAGS_PER_PAGE, signal }
      // What it was searched for stays with it, as it is shown while the next search runs.
      return { search, ...(await api.registries.tagPage(org, registryId, image, options)) }
    },
    staleTime: 60_000,
  })

// A registry is asked three things for each: a page that is scrolled must not become a flood.
const few = atMost(4)

/** Platforms, configuration and layers behind a tag or digest; what a digest stands for never changes. */
export const imageDetailsQuery = (
  org: string,
  registryId: string,
  image: { readonly imageName: string; readonly reference: string; readonly platform?: string | undefined },
) =>
  queryOptions({
    queryKey: ['images', org, registryId, 'details', image.imageName, image.reference, image.platform ?? ''],
    queryFn: ({ signal }) =>
      few(signal, () =>
        api.registries.inspect(
          org,
          registryId,
          {
            imageName: image.imageName,
            reference: image.reference,
            ...(image.platform ? { platform: image.platform } : {}),
          },
          { signal },
        ),
      ),
    staleTime: image.reference.includes(':') ? Number.POSITIVE_INFINITY : 60_000,
  })
