import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url))

export interface ServerProcess {
  readonly url: string
  /** Lets it stand still, as a machine that is asleep, until `wake`. */
  sleep(): void
  wake(): void
  /** Ends it with a signal that it cannot answer, and waits until it is gone. */
  kill(): Promise<void>
  /** Ends it as a service manager does. Resolves to its exit code. */
  stop(): Promise<number | null>
}

/**
 * Starts `fairlead serve` as a process of its own, with what it needs in `env`; by a program and its arguments that
 * become the server, such as `unshare`, where they are given. Throws what it printed if it ends.
 */
export async function startServerProcess(
  env: Readonly<Record<string, string>>,
  within: readonly string[] = [],
): Promise<ServerProcess> {
  const [program = '', ...args] = [
    ...within,
    process.execPath,
    MAIN,
    'serve',
    '--port',
    '0',
    '--output',
    'json',
  ]
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return {
    url: await readyUrl(child),
    sleep: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
    kill: () => end(child, 'SIGKILL').then(() => undefined),
    stop: () => end(child, 'SIGTERM'),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
  return child.exitCode
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    let complaints = ''
    child.stderr?.on('data', (data: Buffer) => (complaints += data))
    child.on('exit', (code) => reject(new Error(`fairlead serve ended with ${code}: ${complaints}`)))
    child.stdout?.on('data', (data: Buffer) => {
      printed += data
      const found = /"url": "([^"]+)"/.exec(printed)
      if (found?.[1]) resolve(found[1])
    })
  })
}
