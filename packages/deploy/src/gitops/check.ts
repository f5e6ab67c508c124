import { access, constants, readdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Finding, finding, isAppError } from '@fairlead/core'
import { createGit, type GitOptions } from './git.ts'
import type { GitopsSettings } from './settings.ts'
import { openWorkTree } from './work-tree.ts'

/**
 * What would keep a commit from being made. An absent or empty folder is well as long as it can be written;
 * nothing is made here.
 */
export async function checkWorkTree(
  settings: GitopsSettings,
  options: GitOptions,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const folder = resolve(settings.folder)
  try {
    await createGit(dirname(folder), options).ask(['--version'], signal)
    const entries = await readdir(folder).catch((): string[] => [])
    if (entries.length > 0) await openWorkTree(folder, settings.branch, options, signal)
  } catch (error) {
    if (isAppError(error, 'target.failed')) return error.findings
    throw error
  }
  return unwritable(folder)
}

async function unwritable(folder: string): Promise<readonly Finding[]> {
  const existing = await nearestExisting(folder)
  try {
    await access(existing, constants.W_OK | constants.X_OK)
    return []
  } catch (error) {
    return [
      finding('deploy.target_failed', {
        summary: `The folder ${folder} cannot be written.`,
        evidence: [
          { asked: `write to ${existing}`, answered: error instanceof Error ? error.message : String(error) },
        ],
        remedy: { action: `Let the user that runs Fairlead write to ${existing}.` },
      }),
    ]
  }
}

async function nearestExisting(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined)
    if (found !== undefined || dirname(at) === at) return at
  }
}
