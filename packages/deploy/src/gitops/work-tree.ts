import { mkdir, readdir, realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createGit, type Git, type GitOptions, targetFailed } from './git.ts'

export interface WorkTree {
  /** Absolute, symbolic links followed. */
  readonly folder: string
  readonly git: Git
  /** Undefined while the branch has no commit. */
  head(signal: AbortSignal): Promise<string | undefined>
}

/**
 * Opens the folder as a Git work tree on the branch; an absent or empty folder becomes one. Throws `target.failed`,
 * whose finding tells what to do, for a folder that holds other things or another branch.
 */
export async function openWorkTree(
  folder: string,
  branch: string,
  options: GitOptions,
  signal: AbortSignal,
): Promise<WorkTree> {
  const wanted = resolve(folder)
  try {
    await mkdir(wanted, { recursive: true })
  } catch (error) {
    throw notWritable(wanted, error)
  }
  const real = await realpath(wanted)
  const git = createGit(real, options)
  await initialize(real, branch, git, signal)
  await expectBranch(real, branch, git, signal)
  return { folder: real, git, head: (inner) => headOf(git, inner) }
}

/** An existing work tree, or undefined where there is none yet: reading must not make one. */
export async function findWorkTree(folder: string, options: GitOptions): Promise<WorkTree | undefined> {
  const entries = await readdir(folder).catch((): string[] => [])
  if (!entries.includes('.git')) return undefined
  const real = await realpath(folder)
  const git = createGit(real, options)
  return { folder: real, git, head: (inner) => headOf(git, inner) }
}

async function headOf(git: Git, signal: AbortSignal): Promise<string | undefined> {
  const answer = await git.ask(['rev-parse', '--quiet', '--verify', 'HEAD^{commit}'], signal)
  return answer.exitCode === 0 ? answer.stdout.trim() : undefined
}

async function initialize(folder: string, branch: string, git: Git, signal: AbortSignal): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown) => {
    throw notWritable(folder, error)
  })
  const others = entries.filter((entry) => entry !== '.git')
  if (!entries.includes('.git')) {
    if (others.length > 0) throw holdsOtherThings(folder, others)
    await git.run(['init', '--quiet', `--initial-branch=${branch}`], signal)
    return
  }
  const { exitCode } = await git.ask(['rev-parse', '--git-dir'], signal)
  // A crash in the middle of `git init` leaves a half-made .git; to initialize again completes it.
  if (exitCode !== 0 && others.length === 0) {
    await git.run(['init', '--quiet', `--initial-branch=${branch}`], signal)
  }
}

async function expectBranch(folder: string, branch: string, git: Git, signal: AbortSignal): Promise<void> {
  const head = await git.ask(['symbolic-ref', '--quiet', '--short', 'HEAD'], signal)
  const current = head.stdout.trim()
  if (head.exitCode === 0 && current === branch) return
  if (head.exitCode !== 0 && head.exitCode !== 1) await git.run(['symbolic-ref', '--short', 'HEAD'], signal)
  if (current !== '' && (await headOf(git, signal)) === undefined) {
    // Nothing is committed yet, so no work is on the other branch.
    await git.run(['symbolic-ref', 'HEAD', `refs/heads/${branch}`], signal)
    return
  }
  const found = current === '' ? 'no branch (a detached HEAD)' : `branch ${current}`
  throw targetFailed(`The work tree ${folder} is on ${found}, not on ${branch}.`, {
    asked: 'git symbolic-ref --short HEAD',
    answered: current === '' ? 'detached HEAD' : current,
    action: `Run "git -C ${folder} switch ${branch}" or set the target's branch to the one that is checked out.`,
  })
}

function holdsOtherThings(folder: string, others: readonly string[]): Error {
  return targetFailed(`The folder ${folder} holds files but is not a Git work tree.`, {
    asked: `list ${folder}`,
    answered: others.slice(0, 5).join(', ') + (others.length > 5 ? `, … (${others.length})` : ''),
    action: `Run "git init" in ${folder}, or give the target an empty folder.`,
  })
}

const notWritable = (folder: string, error: unknown): Error =>
  targetFailed(
    `The folder ${folder} cannot be used.`,
    {
      asked: `open ${folder}`,
      answered: error instanceof Error ? error.message : String(error),
      action: `Let the user that runs Fairlead write to ${folder}, or give the target another folder.`,
    },
    error,
  )
