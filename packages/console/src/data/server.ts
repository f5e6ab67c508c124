import { queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'

/** What the server says of itself. */
export const serverQuery = () =>
  queryOptions({
    queryKey: ['server'],
    queryFn: ({ signal }) => api.server({ signal }),
    staleTime: 300_000,
  })
