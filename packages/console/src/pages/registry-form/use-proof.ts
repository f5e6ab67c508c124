import { ApiError, type Check, type Verification, type Watched } from '@fairlead/api/client'
import { useCallback, useEffect, useRef, useState } from 'react'

export type Purpose = 'test' | 'save' | 'rotate'

/** A proof as it goes on, and how it ended. */
export interface Proof {
  readonly purpose: Purpose
  readonly phase: 'running' | 'ended' | 'cancelled'
  readonly checks: readonly Check[]
  /** Begun and not ended. */
  readonly running: readonly Pick<Check, 'id' | 'title'>[]
  readonly verification?: Verification
  readonly error?: unknown
}

export interface Prover {
  readonly proof: Proof | undefined
  readonly isRunning: boolean
  /** Undefined when it was cancelled, failed, or another one runs: a second press of a button starts nothing. */
  run<T>(purpose: Purpose, work: (watched: Watched) => Promise<T>): Promise<T | undefined>
  /** What the proof found as a whole. */
  conclude(verification: Verification): void
  cancel(): void
  forget(): void
}

/** Follows one proof at a time: its checks as they begin and end, its outcome, and its end before time. */
export function useProof(onError: (error: ApiError) => void): Prover {
  const [proof, setProof] = useState<Proof>()
  const under = useRef<AbortController>(undefined)
  const told = useRef(onError)
  useEffect(() => {
    told.current = onError
  })
  useEffect(() => () => under.current?.abort(), [])

  const change = useCallback((next: (proof: Proof) => Proof) => setProof((now) => now && next(now)), [])

  const run = useCallback(
    async <T>(purpose: Purpose, work: (watched: Watched) => Promise<T>): Promise<T | undefined> => {
      if (under.current) return undefined
      const controller = new AbortController()
      under.current = controller
      setProof({ purpose, phase: 'running', checks: [], running: [] })
      const watched: Watched = {
        signal: controller.signal,
        onStart: (started) => change((now) => ({ ...now, running: [...now.running, started] })),
        onCheck: (check) =>
          change((now) => ({
            ...now,
            running: now.running.filter(({ id }) => id !== check.id),
            checks: [...now.checks, check],
          })),
      }
      try {
        const outcome = await work(watched)
        change((now) => ({ ...now, phase: 'ended', running: [] }))
        return outcome
      } catch (error) {
        if (controller.signal.aborted) change((now) => ({ ...now, phase: 'cancelled', running: [] }))
        else {
          change((now) => ({ ...now, phase: 'ended', running: [], error }))
          if (error instanceof ApiError) told.current(error)
        }
        return undefined
      } finally {
        under.current = undefined
      }
    },
    [change],
  )

  const conclude = useCallback(
    (verification: Verification) => change((now) => ({ ...now, verification, checks: verification.checks })),
    [change],
  )
  const cancel = useCallback(() => under.current?.abort(), [])
  const forget = useCallback(() => setProof(undefined), [])
  return { proof, isRunning: proof?.phase === 'running', run, conclude, cancel, forget }
}

/** Whether a proof ended because the registry or the credential is at fault. */
export const isFailed = ({ phase, verification, error }: Proof): boolean =>
  phase === 'ended' &&
  (verification?.ok === false || (error instanceof ApiError && error.code === 'registry.verification_failed'))
