/** One question to an API server. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly contentType?: string
  /** Where another form of the answer is wanted than the whole objects. */
  readonly accept?: string
  /** Completes `The cluster refused to …`; holds no secret. */
  readonly asked: string
  /** Asked twice it does what it does asked once, where that does not follow from the rest. */
  readonly isRepeatable?: true
}

export const APPLY_PATCH = 'application/apply-patch+yaml'

export function addressOf(server: string, { path, query }: Call): string {
  const url = new URL(`${server.replace(/\/$/, '')}${path}`)
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url.href
}

export const headersOf = ({ body, contentType, accept }: Call): Record<string, string> => ({
  accept: accept ?? 'application/json',
  ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
})

/**
 * Whether it may be asked again when nobody knows whether it was done: what reads or only tries, what says how all of an
 * object's fields are to be, and what takes away one certain object, not what has its name by then.
 */
export function isRepeatable({ method, query, body, contentType, isRepeatable }: Call): boolean {
  if (method === 'GET' || isRepeatable || query?.dryRun !== undefined) return true
  if (method === 'PATCH') return contentType === APPLY_PATCH
  const { preconditions } = (body ?? {}) as { preconditions?: { uid?: string } }
  return method === 'DELETE' && preconditions?.uid !== undefined
}
