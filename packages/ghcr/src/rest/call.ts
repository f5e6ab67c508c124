import type { Clock } from '@fairlead/core'
import type { Storage } from '@fairlead/oci/registry'
import type { TwinAdministration } from '../administration/administration.ts'
import type { TwinState } from '../state/twin-state.ts'
import type { Caller } from '../tokens/authenticate.ts'
import type { SsoRequests } from './sso-requests.ts'

export interface ApiParts {
  readonly state: TwinState
  readonly administration: TwinAdministration
  readonly storage: Storage
  readonly sso: SsoRequests
  readonly clock: Clock
}

/** One request to the API, past authentication. */
export interface ApiCall extends ApiParts {
  readonly caller: Caller
  /** Value of a `:name` in the route's path, decoded. */
  param(name: string): string
  readonly query: URLSearchParams
  /** `http://127.0.0.1:5555`, as the client calls the twin: where the pages of a person would be. */
  readonly origin: string
  /** `<origin>/api/v3`. */
  readonly api: string
  /** Path and query as they were asked, for `Link`. */
  readonly url: URL
  readonly rate: RateStatus
}

export interface RateStatus {
  readonly limit: number
  readonly used: number
  readonly remaining: number
  /** Seconds since 1970. */
  readonly reset: number
}

export interface ApiAnswer {
  readonly status: number
  /** JSON; absent for an empty body. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below `/api/v3`; `:name` stands for one segment. */
  readonly path: string
  /** `X-Accepted-OAuth-Scopes`: any of them is enough, none is needed where it is empty. */
  readonly accepts: readonly string[]
  /** Part of the page after `https://docs.github.com/rest`. */
  readonly docs: string
  readonly handle: (call: ApiCall) => ApiAnswer | Promise<ApiAnswer>
}

/** An answer that refuses; its documentation link comes from the route. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): ApiAnswer => ({
  status: 200,
  body,
  headers,
})
export const noContent: ApiAnswer = { status: 204 }
export const notFound = (message = 'Not Found'): ApiRefusal => new ApiRefusal(404, message)
