import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { KEY_FILE, loadOrCreateKey } from './key-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fl-key-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('the first start makes a key that only its owner reads; later starts read the same', async () => {
  const made = await loadOrCreateKey(join(folder, 'data'))
  expect(await loadOrCreateKey(join(folder, 'data'))).toEqual(made)
  expect((await stat(join(folder, 'data', KEY_FILE))).mode & 0o777).toBe(0o600)
})

test('first starts at once agree on one key, and leave no draft behind', async () => {
  const keys = await Promise.all(Array.from({ length: 12 }, () => loadOrCreateKey(folder)))
  expect(new Set(keys.map(([key]) => key?.id)).size).toBe(1)
  expect(await readdir(folder)).toEqual([KEY_FILE])
})

test('a key put in front of the file seals, the old one stays', async () => {
  const [old] = await loadOrCreateKey(folder)
  const path = join(folder, KEY_FILE)
  await writeFile(path, `${'ab'.repeat(32)}\n${await readFile(path, 'utf8')}`)
  const keys = await loadOrCreateKey(folder)
  expect(keys).toHaveLength(2)
  expect(keys[1]).toEqual(old)
})

test('a file that others may read is refused with the command that mends it', async () => {
  await loadOrCreateKey(folder)
  await chmod(join(folder, KEY_FILE), 0o644)
  await expect(loadOrCreateKey(folder)).rejects.toThrow(`Run: chmod 600 ${join(folder, KEY_FILE)}`)
})

test('a file without a key is refused, not replaced', async () => {
  await writeFile(join(folder, KEY_FILE), '\n', { mode: 0o600 })
  await expect(loadOrCreateKey(folder)).rejects.toThrow('holds no key')
  expect(await readFile(join(folder, KEY_FILE), 'utf8')).toBe('\n')
})
