import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { EXIT } from '../exit-codes.ts'
import { CommandFailure } from '../failure.ts'
import type { Io } from '../io.ts'
import { configFolder } from './config-folder.ts'

const SavedLogin = z.object({
  url: z.url(),
  token: z.string().min(1),
  /** Id of the organization that commands work in, when the token may see more than one. */
  organization: z.string().optional(),
})
export type SavedLogin = z.infer<typeof SavedLogin>

const loginFile = (env: Io['env']): string => join(configFolder(env), 'login.json')

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

/** Undefined when nobody is logged in. Throws a failure for a file that is not what `saveLogin` writes. */
export async function readLogin(env: Io['env']): Promise<SavedLogin | undefined> {
  const file = loginFile(env)
  let content: string
  try {
    content = await readFile(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
  try {
    return SavedLogin.parse(JSON.parse(content))
  } catch {
    // The parser's message would quote the file, and the file holds a token.
    throw new CommandFailure(EXIT.refused, 'login.unreadable', `The saved login ${file} cannot be read.`, {
      remedy: 'Log in again: fairlead login URL',
    })
  }
}

/**
 * Writes the login so that only its owner reads it, and so that a crash leaves either the old one or the new one.
 * Returns the path.
 */
export async function saveLogin(login: SavedLogin, env: Io['env']): Promise<string> {
  const file = loginFile(env)
  await mkdir(configFolder(env), { recursive: true, mode: 0o700 })
  const temporary = `${file}.${randomUUID()}`
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(`${JSON.stringify(login, null, 2)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  return file
}

/** False when nobody was logged in. */
export async function removeLogin(env: Io['env']): Promise<boolean> {
  try {
    await rm(loginFile(env))
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
