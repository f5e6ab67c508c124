/** What the renderers read: values of core and answers of the API both fit. */
export interface ShownFinding {
  readonly code: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly summary: string
  readonly evidence: readonly { readonly asked: string; readonly answered: string }[]
  readonly remedy?: { readonly action: string; readonly link?: string | undefined } | undefined
}

export interface ShownCheck {
  readonly id: string
  readonly title: string
  readonly status: 'passed' | 'warning' | 'failed' | 'skipped'
  readonly detail: string
  readonly durationMs: number
}

export interface ShownVerification {
  readonly ok: boolean
  readonly checks: readonly ShownCheck[]
  readonly findings: readonly ShownFinding[]
  readonly capabilities: Readonly<
    Record<'list' | 'pull' | 'push' | 'delete' | 'webhook', 'yes' | 'no' | 'unknown'>
  >
  readonly durationMs: number
}

export interface ShownStep {
  readonly name: string
  readonly message: string
  readonly state: 'running' | 'succeeded' | 'failed' | 'skipped'
  readonly startedAt: string
  readonly finishedAt: string | null
}
