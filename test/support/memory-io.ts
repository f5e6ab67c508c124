import { Readable } from 'node:stream'
import type { Io } from '@fairlead/cli'

/** A terminal-less `Io` for the command line that keeps what it prints. */
export function memoryIo(given: {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}): Io & { output(): string; errors(): string } {
  const printed = { out: '', err: '' }
  return {
    stdin: Readable.from(given.input ? [given.input] : []),
    stdout: { write: (text: string) => (printed.out += text) },
    stderr: { write: (text: string) => (printed.err += text) },
    env: given.env ?? {},
    signal: given.signal ?? new AbortController().signal,
    output: () => printed.out,
    errors: () => printed.err,
  }
}
