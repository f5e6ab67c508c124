import { access, chmod, constants, lchown, mkdir, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Account } from './run-program.ts'
import { startupFailure, systemCode } from './startup-failure.ts'

/** Makes the folder if it is absent. Returns its absolute path without links; throws when it cannot be written. */
export async function prepareFolder(given: string): Promise<string> {
  try {
    await mkdir(given, { recursive: true })
    const folder = await realpath(given)
    await access(folder, constants.W_OK | constants.X_OK)
    return folder
  } catch (error) {
    throw startupFailure(
      `Cannot write to the folder ${given} (${systemCode(error)}). Give this user the right to, or choose another data folder.`,
      error,
    )
  }
}

/** Lets the account pass through a folder of ours to what belongs to it; it sees nothing else there. */
export async function letThrough(folder: string, account: Account | undefined): Promise<void> {
  if (account === undefined) return
  const { mode } = await stat(folder)
  await chmod(folder, mode | 0o011)
}

/** A file that root made belongs to whom the folder belongs to: started without root later, we still can open it. */
export async function keepFolderOwner(path: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = await stat(dirname(path))
  await lchown(path, uid, gid)
}
