import { lstat, readFile, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { systemCode } from './startup-failure.ts'

interface Link {
  readonly source: string
  readonly target: string
}

/**
 * Makes the links between the libraries' names that npm packages cannot hold. The package makes them in a script after
 * its installation; with scripts switched off they are missing. False when the folder cannot be written.
 */
export async function makeLibraryLinks(root: string): Promise<boolean> {
  const links = JSON.parse(await readFile(join(root, 'pg-symlinks.json'), 'utf8')) as readonly Link[]
  for (const { source, target } of links) {
    // Both are written from the package's folder: native/lib/….
    const place = join(root, relative('native', target))
    const there = await lstat(place).catch(() => undefined)
    if (there) continue
    try {
      await symlink(relative(dirname(target), source), place)
    } catch (error) {
      const code = systemCode(error)
      if (code === 'EEXIST') continue
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false
      throw error
    }
  }
  return true
}
