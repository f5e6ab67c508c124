import { REDACTED } from '@fairlead/core'

const SECRETS: readonly (readonly [RegExp, string])[] = [
  // Drivers repeat the parameters of a query that failed.
  [/(\nparams:)[\s\S]*$/i, `$1 ${REDACTED}`],
  [/\b(gh[opusr]_|github_pat_|glpat-|dckr_pat_)[A-Za-z0-9_-]+/g, `$1${REDACTED}`],
  [/\b(authorization["']?\s*[:=]\s*["']?)?(token|bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$2 ${REDACTED}`],
  [
    /("?(?:password|secret|token|secret_access_key|json_credentials)"?\s*[:=]\s*)("[^"]*"|[^\s,}]+)/gi,
    `$1${REDACTED}`,
  ],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, `$1${REDACTED}@`],
]

export const redactText = (text: string): string =>
  SECRETS.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text)

const MAX_CAUSES = 6

/** An error and its causes for the log: names, messages and stacks with whatever looks like a secret taken out. */
export function describeError(error: unknown): Record<string, unknown> {
  const described: Record<string, unknown>[] = []
  let current = error
  while (current !== undefined && current !== null && described.length < MAX_CAUSES) {
    described.push(describeOne(current))
    current = current instanceof Error ? current.cause : undefined
  }
  const [first = {}, ...causes] = described
  return causes.length > 0 ? { ...first, causes } : first
}

function describeOne(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  return {
    type: error.name,
    message: redactText(error.message),
    ...('code' in error ? { code: String(error.code) } : {}),
    stack: redactText(error.stack ?? ''),
  }
}
