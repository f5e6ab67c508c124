import { ApiError, type LogEntry } from '@fairlead/api/client'
import { useCallback, useEffect, useState } from 'react'
import { api } from '../../app/api.ts'
import { joinLines } from './join-lines.ts'

/** How a stream of lines stands. */
export type LogState =
  | { readonly kind: 'loading' | 'open' | 'read' | 'ended' }
  | { readonly kind: 'failed'; readonly error: unknown }

interface LogRequest {
  readonly applicationId: string
  readonly follow: boolean
  /** Lines from the end to begin with. */
  readonly tail: number
}

/** Lines that came within this time are shown at once, so that a flood of them does not stop the page. */
const BATCH_MS = 100

/** The lines that an application wrote and, where followed, writes. `again` goes on behind what is there. */
export function useLogLines({ applicationId, follow, tail }: LogRequest) {
  const [lines, setLines] = useState<readonly LogEntry[]>([])
  const [state, setState] = useState<LogState>({ kind: 'loading' })
  const [round, setRound] = useState(0)

  // Another application or another length begins anew; a stream that is taken up again goes on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are the reason to run
  useEffect(() => setLines([]), [applicationId, tail])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks again
  useEffect(() => {
    const ended = new AbortController()
    const { signal } = ended
    let waiting: LogEntry[] = []
    const flush = () => {
      if (waiting.length === 0) return
      const come = waiting
      waiting = []
      setLines((before) => joinLines(before, come))
    }
    const timer = setInterval(flush, BATCH_MS)
    const read = async () => {
      setState({ kind: 'loading' })
      // A stream that nothing is written to says nothing; that it was accepted shows when nothing refused it.
      const opened = setTimeout(() => setState({ kind: 'open' }), 500)
      try {
        for await (const line of api.containers.logs(applicationId, { follow, tail, signal })) {
          waiting.push(line)
        }
        flush()
        setState({ kind: follow ? 'ended' : 'read' })
      } catch (error) {
        flush()
        if (!signal.aborted) setState({ kind: 'failed', error })
      } finally {
        clearTimeout(opened)
      }
    }
    void read()
    return () => {
      ended.abort()
      clearInterval(timer)
    }
  }, [applicationId, follow, tail, round])

  const again = useCallback(() => setRound((before) => before + 1), [])
  return { lines, state, again }
}

/** True for a target that runs nothing itself and has no lines. */
export const hasNoLogs = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.code === 'operation.unsupported'
