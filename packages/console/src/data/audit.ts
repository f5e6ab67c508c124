import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'

export const AUDIT_PAGE_SIZE = 25
const NEWS_MS = 5_000

/** Which entries of the audit trail: an absent field is any. */
export interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly targetType?: string | undefined
  readonly target?: string | undefined
}

/** A page of the audit trail, from 0, newest first. Not every change is an event, so it is asked for again and again. */
export const auditQuery = (org: string, page: number, filter: AuditFilter) =>
  queryOptions({
    queryKey: ['audit', org, page, filter],
    queryFn: ({ signal }) => api.audit(org, { ...filter, page, pageSize: AUDIT_PAGE_SIZE, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: NEWS_MS,
  })
