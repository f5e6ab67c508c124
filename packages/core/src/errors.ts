import type { Finding } from './finding.ts'

export interface ErrorSpec {
  /** HTTP status of an answer that carries it. */
  readonly status: number
  /** Whether the same request may succeed later without a change. */
  readonly retry: boolean
}

/** Every failure that a caller can meet. Each has a section in docs/errors.md. */
export const ERRORS = {
  'request.invalid': { status: 400, retry: false },
  'request.not_acceptable': { status: 406, retry: false },
  'request.too_large': { status: 413, retry: false },
  'request.media_type': { status: 415, retry: false },
  'image.reference_invalid': { status: 400, retry: false },
  'auth.missing': { status: 401, retry: false },
  'auth.refused': { status: 401, retry: false },
  'permission.denied': { status: 403, retry: false },
  'route.not_found': { status: 404, retry: false },
  'route.wrong_method': { status: 405, retry: false },
  'organization.not_found': { status: 404, retry: false },
  'project.not_found': { status: 404, retry: false },
  'environment.not_found': { status: 404, retry: false },
  'cluster.not_found': { status: 404, retry: false },
  'registry.not_found': { status: 404, retry: false },
  'container.not_found': { status: 404, retry: false },
  'deployment.not_found': { status: 404, retry: false },
  'api_token.not_found': { status: 404, retry: false },
  'image.not_found': { status: 404, retry: false },
  'variable.not_found': { status: 404, retry: false },
  'webhook.not_found': { status: 404, retry: false },
  'delivery.not_found': { status: 404, retry: false },
  'name.taken': { status: 409, retry: false },
  'organization.in_use': { status: 409, retry: false },
  'project.in_use': { status: 409, retry: false },
  'environment.in_use': { status: 409, retry: false },
  'cluster.in_use': { status: 409, retry: false },
  'cluster.conflict': { status: 409, retry: true },
  'registry.in_use': { status: 409, retry: false },
  'registry.conflict': { status: 409, retry: true },
  'rotation.unfinished': { status: 409, retry: false },
  'rotation.none': { status: 409, retry: false },
  'container.conflict': { status: 409, retry: true },
  'container.busy': { status: 409, retry: true },
  'container.not_deployed': { status: 409, retry: false },
  'rollback.unavailable': { status: 409, retry: false },
  'registry.verification_failed': { status: 422, retry: false },
  'cluster.check_failed': { status: 422, retry: false },
  'request.rate_limited': { status: 429, retry: true },
  'egress.denied': { status: 422, retry: false },
  'registry.unreachable': { status: 502, retry: true },
  'registry.bad_answer': { status: 502, retry: true },
  'registry.rate_limited': { status: 503, retry: true },
  'credential.refused': { status: 422, retry: false },
  'credential.denied': { status: 422, retry: false },
  'image.digest_mismatch': { status: 502, retry: true },
  'image.platform_missing': { status: 422, retry: false },
  'target.unreachable': { status: 502, retry: true },
  'target.failed': { status: 502, retry: true },
  'operation.unsupported': { status: 409, retry: false },
  'operation.timeout': { status: 504, retry: true },
  'operation.canceled': { status: 499, retry: true },
  'secret.unreadable': { status: 500, retry: false },
  'database.unavailable': { status: 503, retry: true },
  internal: { status: 500, retry: true },
} as const satisfies Record<string, ErrorSpec>

export type ErrorCode = keyof typeof ERRORS

/** One fault of one field of the input. */
export interface FieldIssue {
  /** Path of the field as the caller wrote it: `config.password`, `ports[0].internal_port`. */
  readonly field: string
  /** What is wrong, as a predicate: `must be lower-case`. Never contains a secret's value. */
  readonly problem: string
  /** What to do, imperative. */
  readonly remedy: string
}

export interface AppErrorOptions {
  /** For the log only. */
  readonly cause?: unknown
  readonly issues?: readonly FieldIssue[]
  readonly findings?: readonly Finding[]
  /** Further facts for the caller, such as the services that use a registry. Never secret. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** The one error class. `message` is for the person who called; `cause` is for the log. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly issues: readonly FieldIssue[]
  readonly findings: readonly Finding[]
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.issues = options.issues ?? []
    this.findings = options.findings ?? []
    this.details = options.details ?? {}
  }

  get status(): number {
    return ERRORS[this.code].status
  }

  get retry(): boolean {
    return ERRORS[this.code].retry
  }
}

/** `request.invalid` whose message lists each field's problem and remedy. */
export function invalidRequest(issues: readonly FieldIssue[]): AppError {
  const text = issues.map(({ field, problem, remedy }) => `${field} ${problem}. ${remedy}`).join(' ')
  return new AppError('request.invalid', text, { issues })
}

export const isAppError = (error: unknown, code?: ErrorCode): error is AppError =>
  error instanceof AppError && (code === undefined || error.code === code)
