import { queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'

export const organizationsQuery = () =>
  queryOptions({ queryKey: ['organizations'], queryFn: ({ signal }) => api.organizations.list({ signal }) })

/** Who is signed in, and what they may do. */
export const meQuery = () =>
  queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => api.me({ signal }), staleTime: 60_000 })
