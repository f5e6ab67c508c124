import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Digest } from '@fairlead/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { matchesDigest, parseManifest } from '../../spec/index.ts'
import { createFileStorage, type Storage } from '../index.ts'
import { temporaryFolder } from '../testing/running-registry.ts'

const PUSHER = fileURLToPath(new URL('../testing/push-until-killed.ts', import.meta.url))

/** Pushes in a process of its own until `enough` says so, then kills it without warning. Gives what it said. */
async function pushUntilKilled(root: string, name: string, pushes: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--no-warnings', PUSHER, root, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = once(child, 'close')
  await vi.waitUntil(() => said.split('\n').length > pushes, { timeout: 20_000, interval: 1 })
  child.kill('SIGKILL')
  await ended
  return said.split('\n').slice(0, -1)
}

async function bytesOf(storage: Storage, repository: string, digest: Digest): Promise<Uint8Array> {
  const opened = await storage.blobs.open(repository, digest)
  return Buffer.concat(await Array.fromAsync(opened?.stream ?? []))
}

/** Everything that can be seen is whole: blobs, and what manifests and tags point to. */
async function expectSound(storage: Storage): Promise<void> {
  for await (const repository of storage.repositories.list()) {
    for await (const { digest } of storage.blobs.list(repository)) {
      expect(matchesDigest(digest, await bytesOf(storage, repository, digest))).toBe(true)
    }
    for (const { digest, mediaType } of await storage.manifests.list(repository)) {
      const read = await storage.manifests.read(repository, digest)
      expect(matchesDigest(digest, read?.bytes ?? new Uint8Array())).toBe(true)
      const manifest = parseManifest(read?.bytes ?? new Uint8Array(), mediaType)
      for (const layer of manifest.kind === 'image' ? [manifest.config, ...manifest.layers] : []) {
        expect(await storage.blobs.get(repository, layer.digest)).toMatchObject({ size: layer.size })
      }
    }
    for (const { digest } of await storage.tags.list(repository)) {
      expect(await storage.manifests.get(repository, digest)).toBeDefined()
    }
  }
}

test('two processes that are killed while they push lose nothing they were told is stored', async () => {
  const root = await temporaryFolder()
  const said: string[] = []
  for (const pushes of [1, 4, 9]) {
    const both = await Promise.all([
      pushUntilKilled(root, `one-${pushes}`, pushes),
      pushUntilKilled(root, `two-${pushes}`, pushes + 2),
    ])
    said.push(...both.flat())
  }
  const storage = createFileStorage(root)
  onTestFinished(() => storage.close())
  await expectSound(storage)
  expect(said.length).toBeGreaterThanOrEqual(14)
  for (const line of said) {
    const [repository = '', tag = '', digest, layer, config] = line.split(' ')
    expect((await storage.tags.get(repository, tag))?.digest).toBe(digest)
    expect(await storage.blobs.get(repository, layer as Digest)).toMatchObject({ size: 200_000 })
    expect(await storage.blobs.get(repository, config as Digest)).toBeDefined()
  }
  // What the killed ones left half done is cleared away, and nothing else is.
  await storage.uploads.removeStale(new Date(Date.now() + 60_000))
  expect(await readdir(join(root, 'uploads'))).toEqual([])
  expect(await readdir(join(root, 'temporary'))).toEqual([])
  await expectSound(storage)
})
