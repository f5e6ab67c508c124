import type { DeploymentPlan } from '@fairlead/api/client'
import { useCallback, useEffect, useRef, useState } from 'react'

type Ask = (signal: AbortSignal) => Promise<DeploymentPlan>

export interface PlanState {
  readonly plan: DeploymentPlan | undefined
  readonly error: unknown
  readonly isAsking: boolean
  /** The form says something else by now. */
  readonly isStale: boolean
  ask(ask: Ask): Promise<void>
  cancel(): void
  /** What was shown is of a form that changed since. */
  outdate(): void
}

/**
 * The plan of what the form holds. It is kept beside the page and not in the cache of queries: what was asked holds the
 * values of variables.
 */
export function usePlan(): PlanState {
  const [plan, setPlan] = useState<DeploymentPlan>()
  const [error, setError] = useState<unknown>()
  const [isAsking, setAsking] = useState(false)
  const [isStale, setStale] = useState(false)
  const running = useRef<AbortController>(undefined)

  const cancel = useCallback(() => {
    running.current?.abort()
    running.current = undefined
    setAsking(false)
  }, [])
  useEffect(() => cancel, [cancel])

  const ask = useCallback(async (question: Ask) => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    setAsking(true)
    setError(undefined)
    setStale(false)
    try {
      setPlan(await question(controller.signal))
    } catch (failure) {
      if (controller.signal.aborted) return
      setPlan(undefined)
      setError(failure)
    } finally {
      if (running.current === controller) {
        running.current = undefined
        setAsking(false)
      }
    }
  }, [])
  const outdate = useCallback(() => setStale(true), [])
  return { plan, error, isAsking, isStale, ask, cancel, outdate }
}
