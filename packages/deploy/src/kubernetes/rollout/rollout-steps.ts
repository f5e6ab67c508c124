import type { AppError, Progress, StepState } from '@fairlead/core'
import type { Standing } from './standing.ts'

/** Tells the steps `start` and `healthy`, each sentence once. */
export interface RolloutSteps {
  tell(standing: Standing): void
  /** The API server does not answer, or does again. */
  away(fault: AppError | undefined): void
  succeed(): void
  /** Ends what is not ended yet. */
  fail(reason: string): void
}

type Step = 'start' | 'healthy'

export function createRolloutSteps(progress: Progress): RolloutSteps {
  const told = new Map<Step, { state: StepState; message: string }>()
  let isAway = false
  const step = (name: Step, state: StepState, message: string) => {
    const before = told.get(name)
    if (before?.state === state && before.message === message) return
    told.set(name, { state, message })
    progress.step(name, state, message)
  }
  step('start', 'running', 'Waiting for the new pods.')
  return {
    tell: ({ startSentence, healthySentence, started, hasStarted }) => {
      if (told.get('start')?.state !== 'succeeded') {
        step('start', hasStarted ? 'succeeded' : 'running', `${startSentence}.`)
      }
      if (hasStarted || started > 0) step('healthy', 'running', `${healthySentence}.`)
    },
    away: (fault) => {
      if ((fault !== undefined) === isAway) return
      isAway = fault !== undefined
      progress.log(fault ? `${fault.message} Waiting for it to come back.` : 'The API server answers again.')
    },
    succeed: () => {
      step('start', 'succeeded', told.get('start')?.message ?? '')
      step('healthy', 'succeeded', told.get('healthy')?.message ?? '')
    },
    fail: (reason) => {
      const open = [...told].filter(([, { state }]) => state === 'running')
      for (const [name] of open) step(name, 'failed', reason)
    },
  }
}
