import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { api } from '../app/api.ts'

/** So many registries are verified side by side; the others wait. */
const SIDE_BY_SIDE = 4

/** Where the verification of one registry stands. */
export type Progress =
  | { readonly state: 'waiting' }
  | { readonly state: 'running'; readonly ended: number; readonly title?: string }
  | { readonly state: 'done'; readonly ok: boolean }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'canceled' }

type Progresses = ReadonlyMap<string, Progress>

/** What became of a run over many: how many of them the registry said yes to. */
export interface RunOutcome {
  readonly ok: number
  readonly failing: number
  readonly canceled: number
}

export interface Verifications {
  readonly progress: Progresses
  /** Verifies them, a few at a time. Ends when all have ended or were canceled. */
  run(ids: readonly string[]): Promise<RunOutcome>
  /** Cancels one, or all. */
  cancel(id?: string): void
}

/** Verifies saved registries and tells how far each is. What still runs is canceled when its page is left. */
export function useVerifications(org: string): Verifications {
  const client = useQueryClient()
  const [progress, setProgress] = useState<Progresses>(new Map())
  const running = useRef(new Map<string, AbortController>())

  useEffect(() => {
    const map = running.current
    return () => {
      for (const controller of map.values()) controller.abort()
    }
  }, [])

  const verifyOne = useCallback(
    async (id: string, { signal }: AbortController): Promise<Progress> => {
      const tell = (next: Progress): Progress => {
        setProgress((before) => new Map(before).set(id, next))
        return next
      }
      if (signal.aborted) return tell({ state: 'canceled' })
      let ended = 0
      tell({ state: 'running', ended })
      try {
        const { ok } = await api.registries.verifySaved(
          org,
          id,
          {},
          {
            signal,
            onStart: ({ title }) => tell({ state: 'running', ended, title }),
            onCheck: () => {
              ended++
            },
          },
        )
        return tell({ state: 'done', ok })
      } catch (error) {
        return tell(signal.aborted ? { state: 'canceled' } : { state: 'failed', error })
      }
    },
    [org],
  )

  const run = useCallback(
    async (ids: readonly string[]): Promise<RunOutcome> => {
      const queue = ids.filter((id) => !running.current.has(id))
      const outcomes: Progress[] = []
      const controllers = new Map(queue.map((id) => [id, new AbortController()]))
      for (const [id, controller] of controllers) running.current.set(id, controller)
      setProgress((before) => new Map([...before, ...queue.map((id) => [id, { state: 'waiting' }] as const)]))
      const waiting = controllers.entries()
      const work = async () => {
        for (const [id, controller] of waiting) {
          outcomes.push(await verifyOne(id, controller))
          running.current.delete(id)
        }
      }
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
      await client.invalidateQueries({ queryKey: ['registries', org] })
      const count = (is: (outcome: Progress) => boolean) => outcomes.filter(is).length
      return {
        ok: count((outcome) => outcome.state === 'done' && outcome.ok),
        failing: count((outcome) => outcome.state === 'failed' || (outcome.state === 'done' && !outcome.ok)),
        canceled: count(({ state }) => state === 'canceled'),
      }
    },
    [client, org, verifyOne],
  )

  const cancel = useCallback((id?: string) => {
    for (const [each, controller] of running.current) {
      if (id === undefined || id === each) controller.abort()
    }
  }, [])

  return { progress, run, cancel }
}
