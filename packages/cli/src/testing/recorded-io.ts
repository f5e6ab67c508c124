import { Interrupted, type Io } from '../io.ts'
import { main } from '../main.ts'

export interface RecordedIo extends Io {
  out(): string
  err(): string
  /** What Ctrl-C does. */
  interrupt(signal?: Interrupted['signal']): void
  /** Resolves once standard output matches. */
  untilOut(pattern: RegExp): Promise<string>
}

export interface RecordedIoOptions {
  readonly stdin?: string
  readonly env?: Io['env']
  /** A terminal of that width on standard output and error. */
  readonly columns?: number
}

/** Nobody is logged in there: no test reads the login of the person who runs it. */
const NO_HOME = { HOME: '/nowhere' }

/** An `Io` that keeps what is written to it. */
export function recordedIo({ stdin = '', env = {}, columns }: RecordedIoOptions = {}): RecordedIo {
  const interruption = new AbortController()
  const texts = { out: '', err: '' }
  const waiting: { readonly pattern: RegExp; resolve(text: string): void }[] = []
  const output = (name: keyof typeof texts) => ({
    isTTY: columns !== undefined,
    columns,
    write(text: string) {
      texts[name] += text
      for (const { pattern, resolve } of waiting) if (pattern.test(texts.out)) resolve(texts.out)
    },
  })
  return {
    stdin: {
      async *[Symbol.asyncIterator]() {
        yield stdin
      },
    },
    stdout: output('out'),
    stderr: output('err'),
    env: { ...NO_HOME, ...env },
    signal: interruption.signal,
    out: () => texts.out,
    err: () => texts.err,
    interrupt: (signal = 'SIGINT') => interruption.abort(new Interrupted(signal)),
    async untilOut(pattern) {
      const { promise, resolve } = Promise.withResolvers<string>()
      waiting.push({ pattern, resolve })
      return pattern.test(texts.out) ? texts.out : promise
    },
  }
}

export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs one command line in this process. */
export async function run(argv: readonly string[], options: RecordedIoOptions = {}): Promise<Outcome> {
  const io = recordedIo(options)
  const code = await main(argv, io)
  return { code, out: io.out(), err: io.err() }
}
