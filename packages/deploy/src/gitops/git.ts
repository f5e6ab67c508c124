import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { AppError, type Finding, finding } from '@fairlead/core'
import { cancellation, throwIfCanceled } from '../cancellation.ts'

export interface GitAnswer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface GitOptions {
  /** Git's executable. */
  readonly executable: string
  /** How long a lock that another process holds is waited for. */
  readonly lockWaitMs: number
  /** Called once when the wait for a lock begins. */
  onLockWait(): void
}

/** Git in one work tree. */
export interface Git {
  /** Runs a command whatever it answers. Throws `target.failed` (git is missing) and `operation.canceled`. */
  ask(args: readonly string[], signal: AbortSignal): Promise<GitAnswer>
  /** Runs a command that must succeed and gives what it printed. Waits for locks. Throws as `ask` does. */
  run(args: readonly string[], signal: AbortSignal): Promise<string>
}

// Whatever the machine's and the user's configuration say must not change what is committed, ask anything, or run
// hooks. Ownership checks (safe.directory) stay as Git makes them.
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  LC_ALL: 'C',
}
const CONFIGURATION = [
  'user.name=Fairlead',
  'user.email=fairlead@localhost',
  'commit.gpgSign=false',
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.quotePath=false',
  'gc.autoDetach=false',
  'maintenance.autoDetach=false',
].flatMap((setting) => ['-c', setting])

const MAX_OUTPUT = 16 * 1024 * 1024
const LOCKED = /\.lock': File exists|cannot lock ref/
const FIRST_WAIT_MS = 20
const LONGEST_WAIT_MS = 500

/** Runs Git by its executable, without a shell, in `folder`. */
export function createGit(folder: string, options: GitOptions): Git {
  const ask = (args: readonly string[], signal: AbortSignal) =>
    execute(
      options.executable,
      ['-C', folder, '--literal-pathspecs', '--no-pager', ...CONFIGURATION, ...args],
      signal,
    )
  const run = async (args: readonly string[], signal: AbortSignal): Promise<string> => {
    const deadline = performance.now() + options.lockWaitMs
    for (let wait = FIRST_WAIT_MS, first = true; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const answer = await ask(args, signal)
      if (answer.exitCode === 0) return answer.stdout
      if (!LOCKED.test(answer.stderr) || performance.now() >= deadline) throw gitFailed(args, answer, folder)
      if (first) options.onLockWait()
      first = false
      await delay(wait, undefined, { signal }).catch(() => throwIfCanceled(signal))
    }
  }
  return { ask, run }
}

function execute(executable: string, args: readonly string[], signal: AbortSignal): Promise<GitAnswer> {
  throwIfCanceled(signal)
  const env = { PATH: process.env.PATH ?? '', ...ENVIRONMENT }
  const { promise, resolve, reject } = Promise.withResolvers<GitAnswer>()
  const child = execFile(
    executable,
    args,
    { env, signal, encoding: 'utf8', maxBuffer: MAX_OUTPUT },
    (error, stdout, stderr) => {
      if (signal.aborted) reject(cancellation(signal))
      else if (error === null) resolve({ exitCode: 0, stdout, stderr })
      else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr })
      else reject(notRunnable(executable, error))
    },
  )
  child.stdin?.end()
  return promise
}

function notRunnable(executable: string, error: Error & { code?: unknown }): AppError {
  const isMissing = error.code === 'ENOENT'
  return targetFailed(
    isMissing ? 'Git is not installed on the server.' : `Git could not be run: ${error.message}`,
    {
      asked: `run ${executable}`,
      answered: String(error.code ?? error.message),
      action: isMissing
        ? 'Install Git (apt-get install git, brew install git) and deploy again.'
        : 'Make Git runnable for the user that runs Fairlead and deploy again.',
      ...(isMissing ? { link: 'https://git-scm.com/downloads' } : {}),
    },
    error,
  )
}

function gitFailed(args: readonly string[], answer: GitAnswer, folder: string): AppError {
  const command = `git ${args[0] ?? ''}`
  const said = answer.stderr.trim().split('\n').slice(0, 5).join('\n') || `exit code ${answer.exitCode}`
  return targetFailed(`${command} failed in ${folder}.`, {
    asked: command,
    answered: said,
    action: remedyFor(said, folder),
  })
}

function remedyFor(said: string, folder: string): string {
  if (LOCKED.test(said)) {
    return `Another Git process holds the lock in ${folder}. When none is running, delete the lock file that Git names and deploy again.`
  }
  if (/dubious ownership/.test(said)) {
    return `Give ${folder} to the user that runs Fairlead (chown -R) and deploy again.`
  }
  if (/during a merge|during a cherry-pick|unmerged/i.test(said)) {
    return `Finish or abort what is half done in ${folder} (git status names it) and deploy again.`
  }
  return `Run "git status" in ${folder}, repair what it reports and deploy again.`
}

/** `target.failed` that carries its finding, so that an apply can report it and anything else can throw it. */
export function targetFailed(
  summary: string,
  facts: { asked: string; answered: string; action: string; link?: string },
  cause?: unknown,
): AppError {
  const found: Finding = finding('deploy.target_failed', {
    summary,
    evidence: [{ asked: facts.asked, answered: facts.answered }],
    remedy: { action: facts.action, ...(facts.link ? { link: facts.link } : {}) },
  })
  return new AppError('target.failed', `${summary} ${facts.answered}`, { findings: [found], cause })
}
