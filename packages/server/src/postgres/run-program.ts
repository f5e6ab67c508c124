import { spawn } from 'node:child_process'

/** Whom a program runs as; undefined for ourselves. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

export interface ProgramResult {
  /** Undefined when it did not start, or a signal ended it. */
  readonly exitCode: number | undefined
  /** Standard output and error, in the order of arrival. */
  readonly output: string
  /** Why it did not start. */
  readonly error: NodeJS.ErrnoException | undefined
}

/** Messages in English, times in UTC, and nothing of our own environment: it may hold secrets. */
export const PROGRAM_ENVIRONMENT: NodeJS.ProcessEnv = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
}

/** Runs a program to its end. Never throws: not starting is a result. */
export function runProgram(
  path: string,
  args: readonly string[],
  account: Account | undefined,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    let output = ''
    try {
      const child = spawn(path, args, {
        ...account,
        cwd: '/',
        env: PROGRAM_ENVIRONMENT,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
        })
      }
      child.on('error', (error) => resolve({ exitCode: undefined, output, error }))
      child.on('close', (code) => resolve({ exitCode: code ?? undefined, output, error: undefined }))
    } catch (error) {
      // An account that the kernel refuses throws at once.
      resolve({ exitCode: undefined, output, error: error as NodeJS.ErrnoException })
    }
  })
}
