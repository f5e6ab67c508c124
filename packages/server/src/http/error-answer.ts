import { STATUS_CODES } from 'node:http'
import { type ErrorBody, snakeKeys } from '@fairlead/api'
import { AppError, invalidRequest, isAppError } from '@fairlead/core'

const STATUS_NAMES: Record<number, string> = { ...STATUS_CODES, 499: 'Client Closed Request' }

/** The page that explains a code, relative to the server's address. */
const docsOf = (code: string): string => `/docs#error-${code}`

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const fromFramework: Record<string, () => AppError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new AppError('request.too_large', 'The body is larger than 1 MiB. Send less.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new AppError(
      'request.media_type',
      'The body is not JSON by its content type. Send "Content-Type: application/json".',
    ),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    invalidRequest([
      {
        field: 'body',
        problem: 'is not as long as Content-Length says',
        remedy: 'Send the length of the body in bytes.',
      },
    ]),
  FST_ERR_BAD_URL: () =>
    invalidRequest([
      { field: 'path', problem: 'is not a well-formed URL path', remedy: 'Encode its parts by RFC 3986.' },
    ]),
}

/** Any failure as one that a caller may see. What is not expected becomes `internal`, and tells nothing. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error
  const known = fromFramework[codeOf(error) ?? '']
  if (known) return known()
  const text = 'Something went wrong in the server. Its log has the cause under the id of this request.'
  return new AppError('internal', text, { cause: error })
}

export function toErrorBody(error: AppError, requestId: string): ErrorBody {
  return {
    status: error.status,
    error: STATUS_NAMES[error.status] ?? 'Error',
    detail: error.message,
    code: error.code,
    retry: error.retry,
    issues: error.issues.map(({ field, problem, remedy }) => ({ field, problem, remedy })),
    findings: snakeKeys(error.findings),
    details: snakeKeys(error.details) as Record<string, unknown>,
    request_id: requestId,
    docs: docsOf(error.code),
  }
}
