import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'

const NEWS_MS = 3_000
export const DELIVERIES_PAGE_SIZE = 20

export const webhooksQuery = (org: string) =>
  queryOptions({
    queryKey: ['webhooks', org],
    queryFn: ({ signal }) => api.webhooks.list(org, { signal }),
  })

export const webhookQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['webhooks', org, id],
    queryFn: ({ signal }) => api.webhooks.get(org, id, { signal }),
  })

/** Messages to a webhook, newest first; `page` is from 0. Sending is no event, so what came of it is asked for again. */
export const deliveriesQuery = (org: string, id: string, page = 0, pageSize = DELIVERIES_PAGE_SIZE) =>
  queryOptions({
    queryKey: ['webhooks', org, id, 'deliveries', page, pageSize],
    queryFn: ({ signal }) => api.webhooks.deliveries(org, id, { page, pageSize, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: NEWS_MS,
  })
