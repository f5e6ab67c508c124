import { chmod, cp, lstat, mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type BinaryPackage, binariesIn, findBinaryPackage } from './binaries.ts'
import { makeLibraryLinks } from './library-links.ts'
import { usableBinaries } from './usable-binaries.ts'

const isRoot = process.getuid?.() === 0

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fl-binaries-'))
  await chmod(folder, 0o755)
})
afterEach(() => rm(folder, { recursive: true }))

/** The package as npm unpacks it with scripts switched off: without its links. */
async function unpackedWithoutScripts(): Promise<BinaryPackage> {
  const found = await findBinaryPackage()
  const root = join(folder, 'package', 'native')
  await cp(found.binaries.root, root, {
    recursive: true,
    filter: async (path) => !path.endsWith('.a') && !(await lstat(path)).isSymbolicLink(),
  })
  return { binaries: binariesIn(root), version: found.version }
}

test('a platform without a package needs DATABASE_URL, and is told so', async () => {
  await expect(findBinaryPackage('sunos-sparc')).rejects.toMatchObject({
    code: 'database.unavailable',
    message: expect.stringMatching('no embedded PostgreSQL for sunos-sparc here. Set DATABASE_URL'),
  })
})

test('links that the package makes after its installation are made here when they are missing', async () => {
  const found = await unpackedWithoutScripts()
  const { major } = await usableBinaries(found, folder, undefined)
  expect(Number(major)).toBeGreaterThanOrEqual(15)
  const { root } = found.binaries
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(root, 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links) {
    expect(await readlink(join(dirname(root), target))).toBe(relative(dirname(target), source))
  }
  expect(await makeLibraryLinks(root)).toBe(true)
})

test.runIf(isRoot)('programs that the account cannot reach are copied to where it can, once', async () => {
  const found = await unpackedWithoutScripts()
  await chmod(join(folder, 'package'), 0o700)
  const data = join(folder, 'data')
  await mkdir(data)
  const account = { uid: 65534, gid: 65534 }
  const { binaries } = await usableBinaries(found, data, account)
  expect(binaries.root).toBe(join(data, `binaries-${found.version}`))
  await writeFile(join(binaries.root, 'mark'), '')
  expect((await usableBinaries(found, data, account)).binaries).toEqual(binaries)
  expect((await lstat(join(binaries.root, 'mark'))).isFile()).toBe(true)
})

test('programs that the system cannot run need DATABASE_URL, and are told why', async () => {
  const found = await unpackedWithoutScripts()
  const { postgres } = found.binaries
  // A program whose loader is not there, as a glibc program's on Alpine.
  await writeFile(postgres, '#!/lib/ld-of-another-system.so.2\n', { mode: 0o755 })
  await expect(usableBinaries(found, folder, undefined)).rejects.toMatchObject({
    message: expect.stringMatching('needs glibc 2.27 or newer.*Set DATABASE_URL'),
  })
  await writeFile(postgres, '#!/bin/sh\necho "postgres: broken" >&2\nexit 1\n', { mode: 0o755 })
  await expect(usableBinaries(found, folder, undefined)).rejects.toMatchObject({
    message: expect.stringMatching('does not run here: postgres: broken. Set DATABASE_URL'),
  })
})
