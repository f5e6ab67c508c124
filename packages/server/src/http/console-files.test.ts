import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ConsoleFiles, readConsoleFiles } from './console-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-console-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const read = (): Promise<ConsoleFiles | undefined> => readConsoleFiles(pathToFileURL(`${folder}/`))

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(folder, 'assets'), { recursive: true })
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
}

test('a folder that was never built has no files, nor has one whose build was cut off', async () => {
  expect(await readConsoleFiles(pathToFileURL(join(folder, 'nowhere/')))).toBeUndefined()
  await writeFile(join(folder, 'index.html'), '<!doctype html>')
  expect(await read()).toBeUndefined()
})

test('what is there but cannot be read is an error, not a console that is missing', async () => {
  await mkdir(join(folder, 'index.html'))
  await expect(read()).rejects.toThrow(/EISDIR/)
})

test('files have the type of their ending; what the page never loads is not served', async () => {
  await write({
    'index.html': '<!doctype html>',
    'assets/main-1.js': 'script',
    'assets/main-1.js.br': 'brotli',
    'assets/main-1.js.map': '{}',
    'assets/main-2.css': 'style',
    'assets/icon-3.svg': '<svg/>',
    'assets/notes.txt': 'notes',
  })
  const files = await read()
  expect(files?.page).toBe('<!doctype html>')
  expect([...(files?.assets ?? [])].map(([name, { type }]) => [name, type]).toSorted()).toEqual([
    ['icon-3.svg', 'image/svg+xml'],
    ['main-1.js', 'text/javascript; charset=utf-8'],
    ['main-2.css', 'text/css; charset=utf-8'],
  ])
})

describe('the encoding of an answer', () => {
  const all = { '.br': 'brotli', '.gz': 'gzip' }
  test.each([
    [undefined, all, undefined, 'plain'],
    ['', all, undefined, 'plain'],
    ['gzip, deflate, br, zstd', all, 'br', 'brotli'],
    ['gzip, deflate', all, 'gzip', 'gzip'],
    ['GZIP;q=0.5', all, 'gzip', 'gzip'],
    ['br;q=0, gzip', all, 'gzip', 'gzip'],
    ['br; q=0.000', all, undefined, 'plain'],
    ['br;q=0.1', all, 'br', 'brotli'],
    ['identity', all, undefined, 'plain'],
    ['brotli, xgzip', all, undefined, 'plain'],
    ['br, gzip', { '.gz': 'gzip' }, 'gzip', 'gzip'],
    ['br, gzip', {}, undefined, 'plain'],
  ])('for %s of %o is %s', async (accepted, compressed, encoding, content) => {
    const variants = Object.entries(compressed).map(([ending, text]) => [`assets/a.js${ending}`, text])
    await write({ 'index.html': '', 'assets/a.js': 'plain', ...Object.fromEntries(variants) })
    const answer = (await read())?.assets.get('a.js')?.encoded(accepted)
    expect([answer?.encoding, answer?.bytes.toString()]).toEqual([encoding, content])
  })
})
