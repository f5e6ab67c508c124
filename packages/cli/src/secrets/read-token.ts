import { usageFailure } from '../failure.ts'
import { Interrupted, type Io } from '../io.ts'
import { abortable, readStandardInput } from './read-input.ts'

// Keys as a terminal in raw mode sends them: Ctrl-C, Ctrl-D, Enter, the two Backspaces.
const INTERRUPT = '\u0003'
const END = '\u0004'
const BACKSPACE = new Set(['\b', '\u007f'])

/** Asks on the terminal, without showing what is typed. Throws `Interrupted` on Ctrl-C and a usage failure on Ctrl-D. */
async function promptHidden(io: Io, question: string, signal: AbortSignal): Promise<string> {
  io.stderr.write(question)
  io.stdin.setRawMode?.(true)
  let typed = ''
  try {
    for await (const chunk of abortable(io.stdin, signal)) {
      for (const key of typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk)) {
        if (key === '\r' || key === '\n') return typed
        // Raw mode takes the terminal's own Ctrl-C away.
        if (key === INTERRUPT) throw new Interrupted('SIGINT')
        if (key === END) throw usageFailure('No token was given.')
        typed = BACKSPACE.has(key) ? typed.slice(0, -1) : typed + key
      }
    }
    return typed
  } finally {
    io.stdin.setRawMode?.(false)
    io.stderr.write('\n')
  }
}

/** Where a token may come from, first the first. */
export interface TokenSources {
  /** `--token-stdin` was given. */
  readonly stdin: boolean
  /** Environment variables, the first that is set wins. */
  readonly variables: readonly string[]
  /** Read standard input, or ask on the terminal, when no variable is set. */
  readonly ask?: string
}

export interface FoundToken {
  readonly token: string
  /** `standard input`, `FAIRLEAD_TOKEN`. */
  readonly source: string
}

/** The token from the first source that has one; undefined when none has. Throws a usage failure for an empty input. */
export async function readToken(
  io: Io,
  sources: TokenSources,
  signal: AbortSignal = io.signal,
): Promise<FoundToken | undefined> {
  const variable = sources.variables.find((name) => (io.env[name] ?? '').trim() !== '')
  if (!sources.stdin && variable) return { token: (io.env[variable] ?? '').trim(), source: variable }
  if (!sources.stdin && sources.ask === undefined) return undefined
  const interactive = io.stdin.isTTY === true
  const text = interactive
    ? await promptHidden(io, sources.ask ?? 'Token: ', signal)
    : await readStandardInput(io, signal)
  const token = text.trim()
  if (token !== '') return { token, source: interactive ? 'the terminal' : 'standard input' }
  throw usageFailure(
    'Standard input held no token.',
    `Pipe it in: printf %s "$TOKEN" | fairlead …${sources.variables[0] ? `, or set ${sources.variables[0]}` : ''}.`,
  )
}
