import { anySignal } from '@fairlead/api/any-signal'
import type { Io, Output } from './io.ts'
import { createStyle, layoutWidth, type Style } from './render/style.ts'

export type OutputFormat = 'text' | 'json'

/** What every command gets of the invocation besides its own arguments and options. */
export interface Context {
  readonly io: Io
  readonly format: OutputFormat
  /** Where checks and steps go as they end: standard output for people; standard error beside JSON; nowhere when quiet. */
  readonly progress: Output
  /** Where their findings and verdict go: as `progress`, and for people even when quiet. */
  readonly verdict: Output
  /** Colours of standard output. */
  readonly style: Style
  /** Columns to lay standard output out in. */
  readonly width: number
  /** Fires on Ctrl-C, and when the time limit of the command has passed. */
  readonly signal: AbortSignal
  /** Prints the command's result: the value for machines, the text for people. */
  result(value: unknown, text: () => string): void
  /** Prints one line of a result that goes on, such as a log: a JSON document on each line for machines. */
  line(value: unknown, text: () => string): void
  /** Prints to standard error, for people; nothing when quiet. */
  note(text: string): void
}

export interface ContextOptions {
  readonly format: OutputFormat
  readonly quiet: boolean
  readonly timeoutMs: number | undefined
}

const nowhere: Output = { write: () => true }

export function createContext(io: Io, { format, quiet, timeoutMs }: ContextOptions): Context {
  const limit = timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)]
  return {
    io,
    format,
    progress: quiet ? nowhere : format === 'json' ? io.stderr : io.stdout,
    verdict: format === 'text' ? io.stdout : quiet ? nowhere : io.stderr,
    style: createStyle(io.stdout, io.env),
    width: layoutWidth(io.stdout),
    signal: anySignal(io.signal, ...limit),
    result(value, text) {
      io.stdout.write(format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : text())
    },
    line(value, text) {
      io.stdout.write(format === 'json' ? `${JSON.stringify(value)}\n` : text())
    },
    note(text) {
      if (!quiet) io.stderr.write(`${text}\n`)
    },
  }
}
