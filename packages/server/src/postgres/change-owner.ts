import { lchown, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Account } from './run-program.ts'

/** Gives a folder and all in it to the account; nothing when there is no account to give it to. */
export async function changeOwner(path: string, account: Account | undefined): Promise<void> {
  if (account === undefined) return
  await lchown(path, account.uid, account.gid)
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) await changeOwner(inner, account)
    else await lchown(inner, account.uid, account.gid)
  }
}
