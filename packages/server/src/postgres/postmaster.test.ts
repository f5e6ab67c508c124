import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { disarmPidFile, findPostmaster, isPostmaster } from './postmaster.ts'

let cluster: string
beforeEach(async () => {
  cluster = await mkdtemp(join(tmpdir(), 'fl-postmaster-'))
})
afterEach(() => rm(cluster, { recursive: true }))

const pidFile = (): string => join(cluster, 'postmaster.pid')
const writePidFile = (pid: number): Promise<void> =>
  writeFile(pidFile(), `${[pid, cluster, 1, 5432, '/run/x', '', '  123 456', 'ready'].join('\n')}\n`)

test('no file, or one that makes no sense, is no PostgreSQL', async () => {
  expect(await findPostmaster(cluster)).toBeUndefined()
  await writeFile(pidFile(), 'nonsense')
  expect(await findPostmaster(cluster)).toBeUndefined()
  await writeFile(pidFile(), '-1\n')
  expect(await findPostmaster(cluster)).toBeUndefined()
})

test('another process of that number is no PostgreSQL', async () => {
  await writePidFile(process.pid)
  expect(await findPostmaster(cluster)).toBeUndefined()
})

test.runIf(process.platform === 'linux')('a zombie counts as ended, though it answers signals', async () => {
  // The shell turns into a program that never waits for the child that the shell started.
  const parent = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)))
  await vi.waitFor(async () => expect(await readFile(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /))
  process.kill(pid, 0)
  expect(await isPostmaster(pid, '/')).toBe(false)
  parent.kill()
})

test('a disarmed file keeps all but the number, which becomes ours', async () => {
  await disarmPidFile(cluster, undefined)
  await writePidFile(1)
  const before = (await readFile(pidFile(), 'utf8')).split('\n')
  await disarmPidFile(cluster, undefined)
  const after = (await readFile(pidFile(), 'utf8')).split('\n')
  expect(after).toEqual([String(process.pid), ...before.slice(1)])
})
