/** Where text goes. `isTTY` and `columns` are those of Node's terminal streams. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  /** Width of the terminal in characters. */
  readonly columns?: number | undefined
}

/** Where text comes from. `setRawMode` is there when it is a terminal. */
export interface Input extends AsyncIterable<Uint8Array | string> {
  readonly isTTY?: boolean | undefined
  setRawMode?(mode: boolean): unknown
}

/** Everything a command may touch of the process that runs it, so that a test can run one without a process. */
export interface Io {
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Fires when the person wants it to end; its reason is an `Interrupted`. */
  readonly signal: AbortSignal
}

/** Why an `Io`'s signal fired. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'

  constructor(signal: Interrupted['signal']) {
    super(`Interrupted by ${signal}.`)
    this.signal = signal
  }
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

/** 130 for Ctrl-C: 128 and the signal's number, as shells count. */
export const exitCodeOfSignal = (signal: Interrupted['signal']): number => 128 + SIGNAL_NUMBERS[signal]

// A terminal signals the whole process group and npm passes the same signal on: that is one Ctrl-C, not two.
const SAME_KEYPRESS_MS = 300

/**
 * The real process as an `Io`. The first signal fires `io.signal`, so that the command ends cleanly; a second one
 * ends the process at once. A reader that went away (`| head`) ends it too, quietly.
 */
export function processIo(process: NodeJS.Process): Io {
  const interruption = new AbortController()
  let firstAt = 0
  for (const name of Object.keys(SIGNAL_NUMBERS) as Interrupted['signal'][]) {
    process.on(name, () => {
      if (interruption.signal.aborted) {
        if (performance.now() - firstAt > SAME_KEYPRESS_MS) process.exit(exitCodeOfSignal(name))
        return
      }
      firstAt = performance.now()
      interruption.abort(new Interrupted(name))
    })
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      throw error
    })
  }
  const { stdin, stdout, stderr, env } = process
  return { stdin, stdout, stderr, env, signal: interruption.signal }
}
