import type { LogLine, LogRequest, ServiceIdentity } from '@fairlead/core'
import { mergeAsync } from '../merge-async.ts'
import type { Engine } from './engine.ts'
import { listInstances } from './instances.ts'
import { sortableTime, streamLog, type TimedLine } from './log-stream.ts'

/**
 * Lines of all instances of the service, of an unproved version too: first the last `tail` in the order of their time,
 * then, where followed, as they come. Ends when the signal fires, or when every container has ended.
 */
export async function* serviceLogs(
  engine: Engine,
  service: ServiceIdentity,
  { follow, tail }: LogRequest,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const instances = await listInstances(engine, service.id, signal).catch((error: unknown) => {
    if (signal.aborted) return []
    throw error
  })
  const histories = await Promise.all(
    instances.map((instance) =>
      Array.fromAsync(streamLog(engine, instance, { follow: false, tail }, signal)),
    ),
  )
  const history = histories.flat().sort((a, b) => compare(sortableTime(a.time), sortableTime(b.time)))
  for (const line of tail === 0 ? [] : history.slice(-tail)) {
    yield withoutTime(line)
    if (signal.aborted) return
  }
  if (!follow) return
  const following = instances.map((instance, index) =>
    streamLog(engine, instance, followFrom(histories[index]?.at(-1), tail), signal),
  )
  for await (const line of mergeAsync(following)) {
    // What is on its way already is not given any more either.
    if (signal.aborted) return
    yield withoutTime(line)
  }
}

/** Goes on behind the last line that was read, so that none is lost and none comes twice. */
function followFrom(last: TimedLine | undefined, tail: number) {
  if (last) return { follow: true, tail: 'all' as const, after: last.time }
  return { follow: true, tail: tail === 0 ? 0 : ('all' as const) }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const withoutTime = ({ at, stream, message, instance }: TimedLine): LogLine => ({
  at,
  stream,
  message,
  instance,
})
