import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-process-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const start = (...argv: string[]): ChildProcess => spawn(process.execPath, [MAIN, ...argv], { cwd: folder })

async function until(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += chunk
    if (pattern.test(text)) break
  }
  return text
}

test('run directly it ends with the exit code of its command', async () => {
  const [code] = await once(start('nonsense'), 'close')
  expect(code).toBe(2)
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 0],
] as const)('%s ends a twin cleanly, with %d', async (signal, expected) => {
  const child = start('twin', '--mode', 'open', '--port', '0', '--data', join(folder, signal))
  await until(child, /Ctrl-C ends it/)
  child.kill(signal)
  const [code, killedBy] = await once(child, 'close')
  expect({ code, killedBy }).toEqual({ code: expected, killedBy: null })
})

test('a reader that goes away ends it quietly', async () => {
  const child = start('help', 'environment')
  let err = ''
  child.stderr?.on('data', (chunk) => {
    err += chunk
  })
  child.stdout?.destroy()
  const [code] = await once(child, 'close')
  expect({ code, err }).toEqual({ code: 0, err: '' })
})
