import type { LogEntry } from '@fairlead/api'
import type { LogLine, LogRequest } from '@fairlead/core'

const USUAL_LINES = 500
const MOST_LINES = 10_000

export const toLogRequest = (tail: string | undefined, follow: boolean): LogRequest => ({
  follow,
  tail: Math.min(Number(tail ?? USUAL_LINES), MOST_LINES),
})

/** Lines have no id of their own: their place in the answer makes one. */
export const toLog = ({ at, message, instance, stream }: LogLine, index: number): LogEntry => ({
  id: `${instance}/${at}/${index}`,
  created_at: at,
  message,
  pod_name: instance,
  stream,
})
