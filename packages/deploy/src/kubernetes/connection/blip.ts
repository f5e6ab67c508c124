import { isAppError } from '@fairlead/core'
import { type Call, isRepeatable } from './call.ts'
import { refusalOf } from './refusal.ts'

/** The connection was not made, so that the API server has heard nothing. */
const NOT_SENT = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
/** The connection ended before the answer did. */
const CUT = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET'])
/** The API server, or what stands before it, could not answer: https://kubernetes.io/docs/reference/using-api/api-concepts/ */
const FAILING = new Set([500, 502, 503, 504])
/** Who is told to wait for longer is better told so. */
const LONGEST_WAIT_MS = 10_000

/**
 * How long at least to wait before a call that failed is made again; undefined where another try is of no use, such as
 * after a refusal, or could do something twice.
 */
export function waitAfter(call: Call, error: unknown): number | undefined {
  const refusal = refusalOf(error)
  if (refusal === undefined) {
    const code = networkCode(error)
    return NOT_SENT.has(code) || (CUT.has(code) && isRepeatable(call)) ? 0 : undefined
  }
  const { status, retryAfterMs = 0 } = refusal
  // Who sends too much is turned away before anything is done: https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
  const isBlip = status === 429 || (FAILING.has(status) && isRepeatable(call))
  return isBlip && retryAfterMs <= LONGEST_WAIT_MS ? retryAfterMs : undefined
}

/** Whether the API server could not answer, rather than say no. */
export function isAway(error: unknown): boolean {
  const status = refusalOf(error)?.status
  return isAppError(error, 'target.unreachable') || status === 429 || (status !== undefined && status >= 500)
}

/** `ECONNRESET`: fetch hides the reason in its causes. */
function networkCode(error: unknown): string {
  if (!isAppError(error, 'target.unreachable')) return ''
  let deepest: unknown = error
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause
  const { code } = (deepest instanceof AggregateError ? deepest.errors[0] : deepest) as { code?: unknown }
  return typeof code === 'string' ? code : ''
}
