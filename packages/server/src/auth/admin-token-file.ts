import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret } from '@fairlead/core'
import { newApiToken } from './api-token.ts'

/** Name of the file in the data folder. */
export const ADMIN_TOKEN_FILE = 'admin-token'

async function readToken(path: string): Promise<Secret | undefined> {
  try {
    return new Secret((await readFile(path, 'utf8')).trim())
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * The administrator's token of `<folder>/admin-token`, made if it is absent. It is on the disk (mode 0600) before it is
 * returned, so that an installation never has an administrator whose token nobody knows.
 */
export async function keepAdminToken(folder: string): Promise<Secret> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, ADMIN_TOKEN_FILE)
  const stored = await readToken(path)
  if (stored) return stored
  const draft = join(folder, `.${ADMIN_TOKEN_FILE}.${randomUUID()}`)
  const { token } = newApiToken()
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${token.reveal()}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    // link, unlike rename, leaves the file of a process that was first.
    await link(draft, path)
    return token
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return (await readToken(path)) ?? token
  } finally {
    await unlink(draft)
  }
}
