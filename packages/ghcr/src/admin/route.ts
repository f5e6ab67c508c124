import type { TwinAdministration } from '../administration/administration.ts'

export interface AdminCall {
  readonly twin: TwinAdministration
  /** Value of a `:name` in the route's path, decoded. */
  param(name: string): string
  /** JSON of the request; undefined where none was sent. */
  readonly body: unknown
}

export interface AdminAnswer {
  readonly status: number
  readonly body?: unknown
}

export interface AdminRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below `/_twin`; `:name` stands for one segment. */
  readonly path: string
  readonly handle: (call: AdminCall) => AdminAnswer | Promise<AdminAnswer>
}

export const answer = (body: unknown, status = 200): AdminAnswer => ({ status, body })
/** 404 where the thing is not there. */
export const found = (body: unknown): AdminAnswer =>
  body === undefined ? { status: 404, body: missing } : { status: 200, body }
export const deleted = (was: boolean): AdminAnswer => (was ? { status: 204 } : { status: 404, body: missing })

const missing = { error: { code: 'not_found', message: 'There is no such thing in this twin.', issues: [] } }
