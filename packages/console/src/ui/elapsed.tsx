import { useEffect, useState } from 'react'
import { formatDuration } from './time.tsx'

interface ElapsedProps {
  readonly from: string
  /** Absent while it lasts: then it counts. */
  readonly until: string | null
}

/** How long something took, or takes so far. */
export function Elapsed({ from, until }: ElapsedProps) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (until !== null) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [until])
  const end = until === null ? Math.max(now, Date.parse(from)) : Date.parse(until)
  const duration = end - Date.parse(from)
  return <span>{formatDuration(until === null ? Math.floor(duration / 1000) * 1000 : duration)}</span>
}
