import type { Check, Diagnosis, DiagnosisAttempt, DiagnosisRequestBody } from '@fairlead/api/client'
import { useMutation } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { api } from '../app/api.ts'

/** How one of those who might pull the image comes off, while it is asked and after. */
export interface LiveAttempt {
  readonly identity: DiagnosisAttempt['identity']
  readonly chosen: boolean
  readonly checks: readonly Check[]
  /** Begun and not ended. */
  readonly running: readonly Pick<Check, 'id' | 'title'>[]
  /** What it came to; absent while it is asked. */
  readonly ended?: DiagnosisAttempt
}

interface DiagnosisRun {
  /** The one that a deployment would pull with comes first. */
  readonly attempts: readonly LiveAttempt[]
  readonly diagnosis: Diagnosis | undefined
  readonly error: Error | null
  readonly isRunning: boolean
  readonly isCanceled: boolean
  ask(request: DiagnosisRequestBody): void
  cancel(): void
}

type Who = LiveAttempt['identity'] & { readonly chosen: boolean }
type Attempts = readonly LiveAttempt[]

const withAttempt = (
  attempts: Attempts,
  { id, name, chosen }: Who,
  change: (attempt: LiveAttempt) => LiveAttempt,
): Attempts => {
  const before = attempts.find(({ identity }) => identity.id === id)
  if (before) return attempts.map((each) => (each === before ? change(each) : each))
  const begun = change({ identity: { id, name }, chosen, checks: [], running: [] })
  return chosen ? [begun, ...attempts] : [...attempts, begun]
}

/** Asks for a diagnosis and tells it as it goes. One runs at a time: a new one, and leaving the page, ends the old. */
export function useDiagnosis(org: string): DiagnosisRun {
  const [attempts, setAttempts] = useState<Attempts>([])
  const [isCanceled, setCanceled] = useState(false)
  const current = useRef<AbortController>(undefined)

  const { mutate, data, error, isPending } = useMutation({
    // A line of a log may hold a secret: it is not kept once it was asked about.
    gcTime: 0,
    mutationFn: ({ request, signal }: { request: DiagnosisRequestBody; signal: AbortSignal }) => {
      const tell = (who: Who, change: (attempt: LiveAttempt) => LiveAttempt) => {
        if (!signal.aborted) setAttempts((before) => withAttempt(before, who, change))
      }
      return api.diagnose(org, request, {
        signal,
        onStart: (who, check) =>
          tell(who, (attempt) => ({ ...attempt, running: [...attempt.running, check] })),
        onCheck: (who, check) =>
          tell(who, (attempt) => ({
            ...attempt,
            checks: [...attempt.checks, check],
            running: attempt.running.filter(({ id }) => id !== check.id),
          })),
        onAttempt: (ended) =>
          tell({ ...ended.identity, chosen: ended.chosen }, (attempt) => ({
            ...attempt,
            checks: ended.verification.checks,
            running: [],
            ended,
          })),
      })
    },
  })

  const ask = useCallback(
    (request: DiagnosisRequestBody) => {
      current.current?.abort()
      const controller = new AbortController()
      current.current = controller
      setAttempts([])
      setCanceled(false)
      mutate({ request, signal: controller.signal })
    },
    [mutate],
  )
  const cancel = useCallback(() => {
    current.current?.abort()
    setCanceled(true)
    setAttempts((before) => before.map((attempt) => ({ ...attempt, running: [] })))
  }, [])
  useEffect(() => () => current.current?.abort(), [])

  return {
    attempts,
    diagnosis: isPending ? undefined : data,
    error: isCanceled ? null : error,
    isRunning: isPending && !isCanceled,
    isCanceled,
    ask,
    cancel,
  }
}
