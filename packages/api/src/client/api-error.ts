import type { ErrorCode, FieldIssue } from '@fairlead/core'
import type { z } from 'zod'
import type { ErrorBody } from '../error-body.ts'
import type { finding } from '../wire/finding.ts'

/** The server's codes, and two of the client's own: nobody answered; what answered is no Fairlead server. */
export type ApiErrorCode = ErrorCode | 'server.unreachable' | 'server.bad_answer'

type FindingAnswer = z.infer<typeof finding>

export interface ApiErrorFacts {
  /** HTTP status; 0 when nothing was answered. */
  readonly status: number
  readonly code: ApiErrorCode
  readonly detail: string
  readonly retry?: boolean
  readonly issues?: readonly FieldIssue[]
  readonly findings?: readonly FindingAnswer[]
  readonly details?: Readonly<Record<string, unknown>>
  readonly requestId?: string
  /** Address of the page that explains the code. */
  readonly docs?: string
  readonly cause?: unknown
}

/** A call that failed. `message` is for the person who called. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: ApiErrorCode
  readonly detail: string
  readonly retry: boolean
  readonly issues: readonly FieldIssue[]
  readonly findings: readonly FindingAnswer[]
  readonly details: Readonly<Record<string, unknown>>
  readonly requestId: string | undefined
  readonly docs: string | undefined

  constructor(facts: ApiErrorFacts) {
    super(facts.detail, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.status = facts.status
    this.code = facts.code
    this.detail = facts.detail
    this.retry = facts.retry ?? false
    this.issues = facts.issues ?? []
    this.findings = facts.findings ?? []
    this.details = facts.details ?? {}
    this.requestId = facts.requestId
    this.docs = facts.docs
  }
}

/** The error that a server's error body tells of. */
export const apiErrorOf = (body: ErrorBody, baseUrl: string): ApiError =>
  new ApiError({
    status: body.status,
    code: body.code,
    detail: body.detail,
    retry: body.retry,
    issues: body.issues,
    findings: body.findings,
    details: body.details,
    requestId: body.request_id,
    docs: `${baseUrl}${body.docs}`,
  })
