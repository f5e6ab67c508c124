import { spawn, spawnSync } from 'node:child_process'
import { describe, test } from 'vitest'

export interface ProgramResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end; `input` goes to its standard input. Never rejects for an exit code. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: { readonly input?: string; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: 'pipe' })
    const output = { stdout: '', stderr: '' }
    child.stdout.on('data', (data: Buffer) => (output.stdout += data))
    child.stderr.on('data', (data: Buffer) => (output.stderr += data))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...output }))
    // A program that ends without reading breaks the pipe; its exit code tells of it.
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
  })
}

const isInstalled = (command: string): boolean => spawnSync(command, ['--version']).error === undefined

/**
 * `describe` for what needs a program that somebody else wrote. Where it is missing the suite is skipped and says how
 * to get it; with CI set it fails instead.
 */
export function describeWithProgram(
  command: string,
  howToGet: string,
  name: string,
  suite: () => void,
): void {
  if (isInstalled(command)) {
    describe(name, suite)
    return
  }
  const missing = `${name}: needs ${command} (${howToGet})`
  if (process.env.CI) {
    test(missing, () => {
      throw new Error(
        `${command} is not installed, and CI is set: a real system that is missing is a failure.`,
      )
    })
    return
  }
  describe.skip(missing, suite)
}
