import { lstat, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { targetFailed } from './git.ts'
import type { WorkTree } from './work-tree.ts'

/** What is to become of files, by their path from the work tree's root with `/`: their text, or null to delete. */
export type Changes = ReadonlyMap<string, string | null>

export interface CommitMessage {
  readonly subject: string
  readonly body: readonly string[]
  readonly trailers: Readonly<Record<string, string>>
}

/**
 * Writes the changes and commits these paths and no others: what somebody else has staged or changed stays as it is.
 * Gives the commit's hash, or undefined when there was nothing to commit. On failure the paths are put back.
 * Throws `target.failed` and `operation.canceled`.
 */
export async function commitChanges(
  tree: WorkTree,
  changes: Changes,
  message: CommitMessage,
  signal: AbortSignal,
): Promise<string | undefined> {
  const paths = [...changes.keys()].sort()
  try {
    for (const [path, text] of changes) await writeChange(tree, path, text)
    const staged = await stage(tree, paths, signal)
    if (staged.length === 0) return undefined
    await tree.git.run(
      ['commit', '--quiet', '--no-verify', '--only', ...paragraphs(message), '--', ...staged],
      signal,
    )
  } catch (error) {
    // The caller's signal may be the reason, so putting back does not listen to it; Git itself is quick.
    await putBack(tree, paths, AbortSignal.timeout(PUT_BACK_MS)).catch(() => undefined)
    throw error
  }
  return tree.head(signal)
}

const PUT_BACK_MS = 20_000

/** Adds the paths to the index, as they are in the folder, and gives those that differ from the last commit. */
async function stage(tree: WorkTree, paths: readonly string[], signal: AbortSignal): Promise<string[]> {
  const { git } = tree
  const tracked = new Set(lines(await git.run(['ls-files', '-z', '--', ...paths], signal)))
  const present = await Promise.all(
    paths.map(async (path) => (await isThere(tree, path)) || tracked.has(path)),
  )
  const known = paths.filter((_, index) => present[index])
  // Forced: a .gitignore of the user's must not hide what the controller is to read.
  if (known.length > 0) await git.run(['add', '--force', '--all', '--', ...known], signal)
  const base = (await tree.head(signal)) ?? (await emptyTree(tree, signal))
  return lines(
    await git.run(
      ['diff-index', '--cached', '--name-only', '--no-renames', '-z', base, '--', ...paths],
      signal,
    ),
  )
}

// Its hash depends on the repository's hash function, so Git is asked.
const emptyTree = async (tree: WorkTree, signal: AbortSignal): Promise<string> =>
  (await tree.git.run(['hash-object', '-t', 'tree', '--stdin'], signal)).trim()

const lines = (text: string): string[] => text.split('\0').filter((line) => line !== '')

function paragraphs({ subject, body, trailers }: CommitMessage): string[] {
  const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
  const trailer = Object.entries(trailers).map(([name, value]) => `${name}: ${oneLine(value)}`)
  return [oneLine(subject), body.map(oneLine).join('\n'), trailer.join('\n')]
    .filter((paragraph) => paragraph !== '')
    .flatMap((paragraph) => ['-m', paragraph])
}

/** The files first: the index may be what is locked. */
async function putBack(tree: WorkTree, paths: readonly string[], signal: AbortSignal): Promise<void> {
  const { git } = tree
  const head = await tree.head(signal)
  for (const path of paths) {
    const committed = head && (await git.ask(['cat-file', 'blob', `${head}:${path}`], signal))
    await writeChange(tree, path, committed && committed.exitCode === 0 ? committed.stdout : null)
  }
  await git.ask(
    head
      ? ['reset', '--quiet', head, '--', ...paths]
      : ['rm', '--quiet', '--cached', '--force', '--ignore-unmatch', '--', ...paths],
    signal,
  )
}

/**
 * Puts back those of the changes that are written already and were not committed, as a crash leaves them. A path that
 * holds anything else is somebody's own work and stays. Throws `target.failed`.
 */
export async function undoWritten(tree: WorkTree, changes: Changes, signal: AbortSignal): Promise<void> {
  const written: string[] = []
  for (const [path, text] of changes) {
    await expectInside(tree, path)
    await rm(halfOf(join(tree.folder, path)), { force: true })
    const found = await readFile(join(tree.folder, path), 'utf8').catch(() => null)
    if (found === text) written.push(path)
  }
  await putBack(tree, written, signal)
}

async function isThere(tree: WorkTree, path: string): Promise<boolean> {
  return (await readFile(join(tree.folder, path)).catch(() => undefined)) !== undefined
}

async function writeChange(tree: WorkTree, path: string, text: string | null): Promise<void> {
  await expectInside(tree, path)
  const file = join(tree.folder, path)
  if (text === null) {
    await rm(file, { force: true })
    await removeEmptyFolders(tree, dirname(file))
    return
  }
  const folder = dirname(file)
  await mkdir(folder, { recursive: true })
  // Renamed into place: who reads the folder sees the old file or the new one, never a part of one.
  const half = halfOf(file)
  await writeFile(half, text)
  await rename(half, file)
}

const halfOf = (file: string): string => join(dirname(file), `.${basename(file)}.fairlead`)

/** Refuses a path that leaves the work tree by a symbolic link, before anything is made or deleted there. */
async function expectInside(tree: WorkTree, path: string): Promise<void> {
  let at = tree.folder
  for (const part of dirname(path).split('/')) {
    at = join(at, part)
    const found = await lstat(at).catch(() => undefined)
    if (found === undefined) return
    if (found.isDirectory()) continue
    throw targetFailed(`${at} is in the way: it is not a folder.`, {
      asked: `look at ${at}`,
      answered: found.isSymbolicLink() ? 'a symbolic link' : 'a file',
      action: 'Replace it by a folder and deploy again.',
    })
  }
}

async function removeEmptyFolders(tree: WorkTree, folder: string): Promise<void> {
  for (let at = folder; at.startsWith(tree.folder + sep); at = dirname(at)) {
    try {
      await rmdir(at)
    } catch {
      return
    }
  }
}
