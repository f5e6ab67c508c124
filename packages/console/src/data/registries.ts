import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'

// Keys begin with ['registries', org]: an event about a registry makes all of them stale (live-events.ts).

/** The kinds of registry that the server speaks, with their forms. */
export const kindsQuery = () =>
  queryOptions({
    queryKey: ['kinds'],
    queryFn: ({ signal }) => api.registries.kinds({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const registriesQuery = (org: string) =>
  queryOptions({
    queryKey: ['registries', org],
    queryFn: ({ signal }) => api.registries.list(org, { signal }),
  })

export const registryQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['registries', org, id],
    queryFn: ({ signal }) => api.registries.get(org, id, { signal }),
  })

/** The latest verification whole; null for a connection that was saved unverified. */
export const verificationQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['registries', org, id, 'verification'],
    queryFn: ({ signal }) => api.registries.findings(org, id, { signal }),
  })

/** What stops when the credential dies. */
export const impactQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['registries', org, id, 'impact'],
    queryFn: ({ signal }) => api.registries.impact(org, id, { signal }),
  })

export const registryServicesQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['registries', org, id, 'services'],
    queryFn: ({ signal }) => api.registries.services(org, id, { signal }),
  })

/** The verifications of a registry, newest first; `page` is from 0. */
export const verificationHistoryQuery = (org: string, id: string, page: number, pageSize = 20) =>
  queryOptions({
    queryKey: ['registries', org, id, 'verifications', page, pageSize],
    queryFn: ({ signal }) => api.registries.verifications(org, id, { page, pageSize, signal }),
    placeholderData: keepPreviousData,
  })
