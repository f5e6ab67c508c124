import { basename, dirname, relative } from 'node:path'
import { expect, test, vi } from 'vitest'
import { OCI_INDEX, sha256Digest } from '../../spec/index.ts'
import { indexBytes } from '../testing/manifest-bytes.ts'
import { temporaryStorage } from '../testing/running-registry.ts'

const log = vi.hoisted(() => ({ calls: [] as string[], root: '', room: Number.POSITIVE_INFINITY }))

type Write = (
  bytes: Uint8Array,
  offset: number,
  length: number,
  position: number,
) => Promise<{ bytesWritten: number; buffer: Uint8Array }>

// The real calls, noted in the order in which they were finished.
vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>()
  const place = (path: unknown) => relative(log.root, String(path)) || '.'
  return {
    ...real,
    open: async (...[path, ...rest]: Parameters<typeof real.open>) => {
      const handle = await real.open(path, ...rest)
      const sync = handle.sync.bind(handle)
      handle.sync = async () => {
        await sync()
        log.calls.push(`sync ${place(path)}`)
      }
      const write: Write = handle.write.bind(handle)
      const limited: Write = async (bytes, offset, length, position) => {
        const written = await write(bytes, offset, Math.min(length, log.room), position)
        log.room -= written.bytesWritten
        if (log.room <= 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
        return written
      }
      return Object.assign(handle, { write: limited })
    },
    rename: async (from: string, to: string) => {
      await real.rename(from, to)
      log.calls.push(`rename ${place(from)} ${place(to)}`)
    },
  }
})

/** The calls that make `path` durable: its content, its name, and its folders' names. */
function expectDurable(calls: readonly string[], path: string): void {
  const renamed = calls.findIndex((call) => call.startsWith('rename ') && call.endsWith(` ${path}`))
  expect(renamed).toBeGreaterThanOrEqual(0)
  const [, from = ''] = calls[renamed]?.split(' ') ?? []
  expect(calls.indexOf(`sync ${from}`)).toBeGreaterThanOrEqual(0)
  expect(calls.indexOf(`sync ${from}`)).toBeLessThan(renamed)
  expect(calls.lastIndexOf(`sync ${dirname(path)}`)).toBeGreaterThan(renamed)
  for (let folder = dirname(dirname(path)); folder !== '.'; folder = dirname(folder)) {
    expect(calls).toContain(`sync ${folder}`)
  }
}

test('content is synced before it gets its name, and the name before the answer', async () => {
  const { root, storage } = await temporaryStorage()
  log.root = root
  const record = async (work: () => Promise<unknown>) => {
    log.calls.length = 0
    await work()
    return [...log.calls]
  }
  const content = Buffer.from('content')
  const digest = sha256Digest(content)
  const put = await record(() => storage.blobs.put('acme/app', content))
  expectDurable(put, `repositories/acme/app/_/blobs/sha256/${digest.slice(7)}`)

  const { id } = await storage.uploads.start('acme/app')
  const other = Buffer.from('other')
  await storage.uploads.append('acme/app', id, other)
  const commit = await record(() => storage.uploads.commit('acme/app', id, sha256Digest(other)))
  const path = `repositories/acme/app/_/blobs/sha256/${sha256Digest(other).slice(7)}`
  const renamed = commit.findIndex((call) => call.endsWith(` ${path}`))
  expect(basename(dirname(commit[0]?.split(' ')[1] ?? ''))).toBe(id)
  expect(commit[0]).toMatch(/^sync uploads/)
  expect(commit.lastIndexOf(`sync ${dirname(path)}`)).toBeGreaterThan(renamed)

  const manifest = indexBytes({})
  const pushed = await record(() => storage.manifests.put('acme/app', manifest, OCI_INDEX))
  expectDurable(pushed, `repositories/acme/app/_/manifests/sha256/${sha256Digest(manifest).slice(7)}`)

  const tagged = await record(() => storage.tags.put('acme/app', 'Latest', digest))
  const tag = tagged.find((call) => call.startsWith('rename '))?.split(' ')[2] ?? ''
  expect(tag).toContain('/tags/latest')
  expectDurable([...put, ...tagged], tag)

  const removed = await record(() => storage.tags.delete('acme/app', 'Latest'))
  expect(removed).toContain('sync repositories/acme/app/_/tags')

  const gone = await record(() => storage.repositories.delete('acme/app'))
  expect(gone).toContain('sync repositories/acme/app')
})

test('a disk that fills up in the middle of a piece costs that piece only', async () => {
  const { storage } = await temporaryStorage()
  const content = Buffer.from('0123456789')
  const { id } = await storage.uploads.start('a')
  await storage.uploads.append('a', id, content.subarray(0, 4))
  log.room = 3
  await expect(storage.uploads.append('a', id, content.subarray(4))).rejects.toThrow('no space')
  log.room = Number.POSITIVE_INFINITY
  expect((await storage.uploads.get('a', id))?.size).toBe(4)
  await storage.uploads.append('a', id, content.subarray(4))
  const digest = sha256Digest(content)
  expect(await storage.uploads.commit('a', id, digest)).toEqual({ digest, size: 10 })
})
