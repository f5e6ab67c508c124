import { isObject, jsonObject, textIn } from './json-shape.ts'

/**
 * Codes of the distribution spec and of the registries that came before it, with the message and status that
 * registries usually give. Docker prints only the code where the message is the usual one.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
 */
export const OCI_ERRORS = {
  BLOB_UNKNOWN: { status: 404, message: 'blob unknown to registry' },
  BLOB_UPLOAD_INVALID: { status: 400, message: 'blob upload invalid' },
  BLOB_UPLOAD_UNKNOWN: { status: 404, message: 'blob upload unknown to registry' },
  DIGEST_INVALID: { status: 400, message: 'provided digest did not match uploaded content' },
  MANIFEST_BLOB_UNKNOWN: { status: 404, message: 'blob unknown to registry' },
  MANIFEST_INVALID: { status: 400, message: 'manifest invalid' },
  MANIFEST_UNKNOWN: { status: 404, message: 'manifest unknown' },
  NAME_INVALID: { status: 400, message: 'invalid repository name' },
  NAME_UNKNOWN: { status: 404, message: 'repository name not known to registry' },
  SIZE_INVALID: { status: 400, message: 'provided length did not match content length' },
  TAG_INVALID: { status: 400, message: 'manifest tag did not match URI' },
  RANGE_INVALID: { status: 416, message: 'invalid content range' },
  REQUESTED_RANGE_NOT_SATISFIABLE: { status: 416, message: 'requested range not satisfiable' },
  PAGINATION_NUMBER_INVALID: { status: 400, message: 'invalid number of results requested' },
  UNAUTHORIZED: { status: 401, message: 'authentication required' },
  DENIED: { status: 403, message: 'requested access to the resource is denied' },
  UNSUPPORTED: { status: 405, message: 'the operation is unsupported' },
  TOOMANYREQUESTS: { status: 429, message: 'too many requests' },
  UNAVAILABLE: { status: 503, message: 'service unavailable' },
  UNKNOWN: { status: 500, message: 'unknown error' },
} as const satisfies Record<string, { readonly status: number; readonly message: string }>

export type OciErrorCode = keyof typeof OCI_ERRORS

/** One entry of a registry's `errors`. `code` may be one that no spec knows. */
export interface OciError {
  readonly code: string
  readonly message: string
  readonly detail?: unknown
}

/** An entry with the code's usual message, unless another is given. */
export const ociError = (
  code: OciErrorCode,
  message: string = OCI_ERRORS[code].message,
  detail?: unknown,
): OciError => ({ code, message, ...(detail === undefined ? {} : { detail }) })

/** The body of an error answer: JSON with a newline, as registries send it. */
export const formatErrors = (errors: readonly OciError[]): string => `${JSON.stringify({ errors })}\n`

/**
 * The `errors` of an answer's body; undefined when it is not an error body of the spec. Token services that are older
 * than it, Docker Hub's among them, answer with one text in `details`.
 */
export function parseErrors(bytes: Uint8Array): readonly OciError[] | undefined {
  const body = jsonObject(bytes)
  const errors = body?.errors
  const details = textIn(body?.details)
  if (errors === undefined && details !== undefined) return [{ code: 'UNKNOWN', message: details }]
  if (!Array.isArray(errors)) return undefined
  const read = errors.flatMap((item: unknown): OciError[] => {
    if (!isObject(item)) return []
    const code = textIn(item.code)
    const message = textIn(item.message) ?? ''
    return code === undefined
      ? []
      : [{ code, message, ...(item.detail == null ? {} : { detail: item.detail }) }]
  })
  return read.length > 0 || errors.length === 0 ? read : undefined
}
