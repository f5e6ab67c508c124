import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { KEY_BYTES, parseVaultKeys, type VaultKey } from './vault-key.ts'

/** Name of the key file in the data folder. */
export const KEY_FILE = 'secret.key'

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | undefined)?.code

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes the file whole or not at all; when another process was first, its file stays. */
async function createKeyFile(folder: string, path: string): Promise<void> {
  const draft = join(folder, `.${KEY_FILE}.${randomUUID()}`)
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString('hex')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    // link, unlike rename, fails where the name is taken: two first starts agree on one key.
    await link(draft, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
  await syncFolder(folder)
}

/**
 * The keys of `<folder>/secret.key` (one a line, the first one seals), made with one fresh key if the file is absent.
 * On the disk before it is returned, readable by its owner only. Throws an `Error` with a plain message when others
 * may read the file or it holds no key.
 */
export async function loadOrCreateKey(folder: string): Promise<readonly VaultKey[]> {
  const path = join(folder, KEY_FILE)
  await mkdir(folder, { recursive: true })
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (found === undefined) await createKeyFile(folder, path)
  else if ((found.mode & 0o077) !== 0) {
    throw new Error(`${path} can be read by others, and it opens every stored secret. Run: chmod 600 ${path}`)
  }
  return parseVaultKeys(await readFile(path, 'utf8'), path)
}
