import { queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'

/** The API tokens of an organization, without the tokens themselves. */
export const tokensQuery = (org: string) =>
  queryOptions({
    queryKey: ['tokens', org],
    queryFn: ({ signal }) => api.tokens.list(org, { signal }),
  })
