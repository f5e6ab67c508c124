import type { Check, Verification, VerifyRegistryRequest } from '@fairlead/api/client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { api } from '../app/api.ts'

/** One verification as it goes. */
export interface LiveVerification {
  readonly state: 'idle' | 'running' | 'done' | 'failed' | 'canceled'
  readonly checks: readonly Check[]
  readonly running: readonly Pick<Check, 'id' | 'title'>[]
  readonly verification?: Verification
  readonly error?: unknown
}

const IDLE: LiveVerification = { state: 'idle', checks: [], running: [] }

/** Verifies one saved registry and shows each check as it ends. */
export function useLiveVerification(org: string, id: string) {
  const client = useQueryClient()
  const [live, setLive] = useState(IDLE)
  const controller = useRef<AbortController>(null)

  const cancel = useCallback(() => controller.current?.abort(), [])
  useEffect(() => cancel, [cancel])

  const start = useCallback(
    async (request: VerifyRegistryRequest = {}) => {
      controller.current?.abort()
      const mine = new AbortController()
      controller.current = mine
      const { signal } = mine
      // What an older run still tells is nobody's any more.
      const change = (to: (before: LiveVerification) => LiveVerification) => {
        if (controller.current === mine) setLive(to)
      }
      change(() => ({ ...IDLE, state: 'running' }))
      try {
        const verification = await api.registries.verifySaved(org, id, request, {
          signal,
          onStart: (started) => change((before) => ({ ...before, running: [...before.running, started] })),
          onCheck: (check) =>
            change((before) => ({
              ...before,
              checks: [...before.checks, check],
              running: before.running.filter((each) => each.id !== check.id),
            })),
        })
        change(() => ({ state: 'done', checks: verification.checks, running: [], verification }))
      } catch (error) {
        change((before) => ({
          ...before,
          running: [],
          ...(signal.aborted ? { state: 'canceled' } : { state: 'failed', error }),
        }))
      }
      await client.invalidateQueries({ queryKey: ['registries', org] })
    },
    [client, org, id],
  )

  return { live, start, cancel }
}
