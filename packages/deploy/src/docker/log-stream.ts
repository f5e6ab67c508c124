import type { Readable } from 'node:stream'
import type { LogLine } from '@fairlead/core'
import { anySignal } from '@fairlead/core'
import { cancellation } from '../cancellation.ts'
import { type Engine, engineFault, unlessStatus } from './engine.ts'
import { readFrames } from './log-frames.ts'

/** A line with the engine's time of it, which is finer than the domain's. */
export interface TimedLine extends LogLine {
  /** RFC 3339 with nanoseconds. */
  readonly time: string
}

export interface LogOptions {
  readonly follow: boolean
  readonly tail: number | 'all'
  /** RFC 3339: only what came later. */
  readonly after?: string
}

// The engine cuts lines at 16 KiB; whoever writes without ever ending a line must not fill the memory.
const MAX_LINE = 256 * 1024

/**
 * The lines of one container, oldest first; ends when the container does, or when the signal fires. Nothing for a
 * container that is gone. Throws `target.unreachable`.
 */
export async function* streamLog(
  engine: Engine,
  container: { id: string; name: string },
  { follow, tail, after }: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<TimedLine> {
  const asked = 'read the log of the container'
  const ended = new AbortController()
  const either = anySignal(signal, ended.signal)
  const opening = engine.call(asked, signal, ({ modem }) =>
    openLog(
      modem,
      container.id,
      {
        follow,
        stdout: true,
        stderr: true,
        timestamps: true,
        tail,
        ...(after ? { since: sinceOf(after) } : {}),
      },
      either,
    ),
  )
  try {
    const stream = await unlessStatus(404, opening)
    if (stream === undefined) return
    yield* readLines(stream, container.name, after)
  } catch (error) {
    if (!signal.aborted) throw engineFault(engine.endpoint, asked, error)
  } finally {
    ended.abort()
  }
}

interface Modem {
  dial(request: object, callback: (error: unknown, answer: unknown) => void): void
}

// The client library's own `logs` gathers everything in memory unless it follows.
function openLog(modem: Modem, id: string, options: object, abortSignal: AbortSignal): Promise<Readable> {
  const { promise, resolve, reject } = Promise.withResolvers<Readable>()
  modem.dial(
    {
      path: `/containers/${id}/logs?`,
      method: 'GET',
      isStream: true,
      abortSignal,
      options,
      statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
    },
    (error, answer) => (error ? reject(error) : resolve(answer as Readable)),
  )
  return promise
}

async function* readLines(stream: Readable, instance: string, after = ''): AsyncGenerator<TimedLine> {
  const open: Partial<Record<LogLine['stream'], TimedLine>> = {}
  for await (const { stream: from, payload } of readFrames(stream)) {
    const text = payload.toString('utf8')
    const space = text.indexOf(' ')
    const time = text.slice(0, space)
    const piece = text.slice(space + 1)
    const isWhole = piece.endsWith('\n')
    const begun = open[from]
    const message = (begun?.message ?? '') + (isWhole ? piece.replace(/\r?\n$/, '') : piece)
    const line: TimedLine = begun
      ? { ...begun, message }
      : { at: millisecondsOf(time), time, stream: from, message, instance }
    if (isWhole || message.length >= MAX_LINE) {
      delete open[from]
      if (isLater(line.time, after)) yield line
    } else {
      open[from] = line
    }
  }
  for (const line of Object.values(open)) if (isLater(line.time, after)) yield line
}

/** The last lines of a container that may have ended. What cannot be read is left out: it is evidence, not the case. */
export async function readLogTail(
  engine: Engine,
  container: { id: string; name: string },
  tail: number,
  signal: AbortSignal,
): Promise<TimedLine[]> {
  try {
    return await Array.fromAsync(streamLog(engine, container, { follow: false, tail }, signal))
  } catch {
    if (signal.aborted) throw cancellation(signal)
    return []
  }
}

/** Nanoseconds as text: the engine leaves trailing zeros out, so times of different length do not sort as they are. */
export const sortableTime = (time: string): string => {
  const [seconds = '', fraction = ''] = time.replace(/Z$/, '').split('.')
  return `${seconds}.${fraction.padEnd(9, '0')}`
}

const isLater = (time: string, after: string): boolean =>
  after === '' || sortableTime(time) > sortableTime(after)

const millisecondsOf = (time: string): string => {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString()
}

/** Seconds and nanoseconds, as the engine wants them. */
function sinceOf(time: string): string {
  const fraction = sortableTime(time).split('.')[1] ?? '0'
  return `${Math.floor(new Date(time).getTime() / 1000)}.${fraction}`
}
