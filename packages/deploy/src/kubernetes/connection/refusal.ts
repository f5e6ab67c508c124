import { AppError, type Finding, finding } from '@fairlead/core'

/** What the API server answered instead of doing it: its Status object. */
export interface Refusal {
  readonly status: number
  /** `Forbidden`, `Conflict`, `Invalid`, `AlreadyExists`, `Expired`, …; empty where the answer was none of Kubernetes. */
  readonly reason: string
  readonly message: string
  readonly causes: readonly RefusalCause[]
  /** How long it asks to be left alone, where it says so. */
  readonly retryAfterMs?: number
}

export interface RefusalCause {
  readonly reason: string
  readonly message: string
  readonly field: string
}

/** Reads a Status; another answer is told by its first words. */
export function readRefusal(status: number, text: string, retryAfter: string | null = null): Refusal {
  const body = parsed(text)
  const details = isFields(body?.details) ? body.details : {}
  const causes = Array.isArray(details.causes) ? details.causes.filter(isFields) : []
  const seconds = Number(retryAfter ?? details.retryAfterSeconds)
  return {
    status,
    ...(seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}),
    reason: textOf(body?.reason),
    message: textOf(body?.message) || text.trim().slice(0, 300) || 'no further answer',
    causes: causes.map((cause) => ({
      reason: textOf(cause.reason),
      message: textOf(cause.message),
      field: textOf(cause.field),
    })),
  }
}

/**
 * `target.failed` with the finding that every refusal can have, or with `known`, which says what it means. Who knows more
 * later makes a better one.
 */
export function refused(asked: string, refusal: Refusal, known?: Finding): AppError {
  const { status, reason, message } = refusal
  if (known) return new AppError('target.failed', known.summary, { findings: [known], details: { refusal } })
  return new AppError('target.failed', `The cluster refused to ${asked}: ${message}`, {
    findings: [
      finding('deploy.target_failed', {
        summary: `The cluster refused to ${asked}.`,
        evidence: [{ asked, answered: `${status} ${reason}: ${message}`.slice(0, 1000) }],
        remedy: remedyFor(refusal),
      }),
    ],
    details: { refusal },
  })
}

/** The cluster's own answer, for an error that was thrown because of one. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof AppError) || error.code !== 'target.failed') return undefined
  return error.details.refusal as Refusal | undefined
}

/** Goes on with undefined where the cluster answers with this status, such as 404 for what is gone already. */
export async function unlessStatus<T>(status: number, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (refusalOf(error)?.status === status) return undefined
    throw error
  }
}

function remedyFor({ status }: Refusal): { action: string; link?: string } {
  if (status === 401) {
    return { action: 'Give the cluster a kubeconfig whose token or certificate is still valid.' }
  }
  if (status === 403) {
    return {
      action:
        'Apply the role that "fairlead cluster rbac" prints to the cluster (with "--namespace NAME" where the cluster here names one), then check the cluster again.',
      link: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
    }
  }
  if (status === 429 || status >= 500) {
    return { action: 'Look at the health of the API server, then try again.' }
  }
  return { action: "Read the cluster's answer, repair what it names, then try again." }
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function parsed(text: string): Fields | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return isFields(body) ? body : undefined
  } catch {
    return undefined
  }
}
