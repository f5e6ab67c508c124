import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { digestOf, OCI_INDEX, OCI_MANIFEST, sha256Digest } from '../../spec/index.ts'
import { createFileStorage, type Storage } from '../index.ts'
import { indexBytes } from '../testing/manifest-bytes.ts'
import { pushImage, temporaryStorage, tickingClock } from '../testing/running-registry.ts'

const CONTENT = Buffer.from('content')
const DIGEST = sha256Digest(CONTENT)

const collected = <T>(values: AsyncIterable<T>): Promise<T[]> => Array.fromAsync(values)

async function textOf(storage: Storage, repository: string, digest = DIGEST): Promise<string | undefined> {
  const opened = await storage.blobs.open(repository, digest)
  return opened && Buffer.concat(await Array.fromAsync(opened.stream)).toString()
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield CONTENT
  throw new Error('the source broke')
}

describe('blobs', () => {
  test('a blob that several repositories hold lies on the disk once', async () => {
    const { root, storage } = await temporaryStorage()
    await storage.blobs.put('a', CONTENT)
    await storage.blobs.put('b', CONTENT)
    await storage.blobs.mount('c/d', DIGEST, 'a')
    const hex = DIGEST.slice('sha256:'.length)
    const inodes = ['a', 'b', 'c/d'].map(async (name) => {
      const { ino } = await stat(join(root, 'repositories', name, '_', 'blobs', 'sha256', hex))
      return ino
    })
    expect(new Set(await Promise.all(inodes)).size).toBe(1)
    expect(await collected(storage.blobs.holders(DIGEST))).toEqual(['a', 'b', 'c/d'])
  })

  test('content leaves the disk with the last repository that holds it', async () => {
    const { root, storage } = await temporaryStorage()
    await storage.blobs.put('a', CONTENT)
    await storage.blobs.mount('b', DIGEST, 'a')
    const shared = join(root, 'shared', 'sha256', DIGEST.slice(7, 9))
    await storage.blobs.delete('a', DIGEST)
    expect(await textOf(storage, 'b')).toBe('content')
    expect(await readdir(shared)).toHaveLength(1)
    await storage.repositories.delete('b')
    expect(await readdir(shared)).toEqual([])
    expect(await collected(storage.blobs.holders(DIGEST))).toEqual([])
  })

  test('nothing is seen, and nothing left behind, of content that breaks off or differs', async () => {
    const { root, storage } = await temporaryStorage()
    await expect(storage.blobs.put('a', failing(), DIGEST)).rejects.toThrow('the source broke')
    await expect(storage.blobs.put('a', Buffer.from('other'), DIGEST)).rejects.toMatchObject({
      code: 'DIGEST_INVALID',
    })
    expect(await storage.blobs.get('a', DIGEST)).toBeUndefined()
    expect(await readdir(join(root, 'temporary'))).toEqual([])
    expect(await storage.repositories.exists('a')).toBe(false)
  })

  test('sha512 and sha256 stand side by side', async () => {
    const { storage } = await temporaryStorage()
    const long = digestOf('sha512', CONTENT)
    await storage.blobs.put('a', CONTENT)
    await storage.blobs.put('a', CONTENT, long)
    expect(await collected(storage.blobs.list('a'))).toEqual([
      { digest: DIGEST, size: 7 },
      { digest: long, size: 7 },
    ])
  })

  test('one that is being read stays readable while it is deleted', async () => {
    const { storage } = await temporaryStorage()
    await storage.blobs.put('a', CONTENT)
    const opened = await storage.blobs.open('a', DIGEST)
    await storage.blobs.delete('a', DIGEST)
    expect(Buffer.concat(await Array.fromAsync(opened?.stream ?? [])).toString()).toBe('content')
  })
})

describe('manifests and tags', () => {
  test('times tell when a manifest first came and when a tag last moved', async () => {
    const { storage } = await temporaryStorage(tickingClock('2026-01-01T00:00:00.000Z'))
    const { digest } = await storage.manifests.put('a', indexBytes({}), OCI_INDEX)
    const again = await storage.manifests.put('a', indexBytes({}), OCI_INDEX)
    const tag = await storage.tags.put('a', '1.0', digest)
    expect(again.createdAt).toBe('2026-01-01T00:00:01.000Z')
    expect(await storage.tags.put('a', '1.0', digest)).toEqual(tag)
    expect(await storage.tags.list('a')).toEqual([tag])
  })

  test('manifests are listed oldest first', async () => {
    const { storage } = await temporaryStorage(tickingClock())
    const digests: string[] = []
    for (const turn of ['x', 'y', 'z']) {
      const bytes = indexBytes({ annotations: { turn } })
      digests.push((await storage.manifests.put('a', bytes, OCI_INDEX)).digest)
    }
    expect((await storage.manifests.list('a')).map(({ digest }) => digest)).toEqual(digests)
  })

  test('bytes are kept as they came, newlines and all', async () => {
    const { storage } = await temporaryStorage()
    const bytes = Buffer.from('\n{\n "schemaVersion": 2, "manifests": []\n}\n\n')
    const { digest } = await storage.manifests.put('a', bytes, OCI_INDEX)
    const read = await storage.manifests.read('a', digest)
    expect(Buffer.from(read?.bytes ?? []).equals(bytes)).toBe(true)
    expect(read).toMatchObject({ mediaType: OCI_INDEX, size: bytes.length })
  })

  test('a tag that is being moved is never missing and never half', async () => {
    const { storage } = await temporaryStorage()
    const digests = [DIGEST, sha256Digest(Buffer.from('other'))] as const
    await storage.tags.put('a', 'latest', digests[0])
    let moving = true
    const mover = (async () => {
      for (let turn = 0; turn < 100; turn++) await storage.tags.put('a', 'latest', digests[turn % 2 ? 0 : 1])
      moving = false
    })()
    while (moving) expect(digests).toContain((await storage.tags.get('a', 'latest'))?.digest)
    await mover
  })
})

describe('repositories', () => {
  test('deleting one leaves those below and beside it', async () => {
    const { storage } = await temporaryStorage()
    for (const name of ['a', 'a/b', 'a/b/c', 'ab']) {
      const { bytes } = await pushImage(storage, name)
      const { digest } = await storage.manifests.put(name, bytes, OCI_MANIFEST)
      await storage.tags.put(name, 'latest', digest)
    }
    expect(await storage.repositories.delete('a/b')).toBe(true)
    expect(await storage.repositories.delete('a/b')).toBe(false)
    expect(await collected(storage.repositories.list())).toEqual(['a', 'a/b/c', 'ab'])
    expect(await storage.tags.list('a/b')).toEqual([])
    expect(await storage.repositories.exists('a/b')).toBe(false)
    expect(await storage.tags.list('a/b/c')).toHaveLength(1)
  })

  test('one that was deleted can be pushed to again at once', async () => {
    const { storage } = await temporaryStorage()
    for (let turn = 0; turn < 5; turn++) {
      await storage.blobs.put('a/b', CONTENT)
      expect(await storage.repositories.delete('a/b')).toBe(true)
    }
    await storage.blobs.put('a/b', CONTENT)
    expect(await textOf(storage, 'a/b')).toBe('content')
  })

  test('pushing and deleting at the same time end without an error', async () => {
    const { storage } = await temporaryStorage()
    await Promise.all(
      Array.from({ length: 40 }, async (_, turn) => {
        if (turn % 4 === 0) await storage.repositories.delete('a/b')
        else await storage.blobs.put('a/b', Buffer.from(String(turn % 3)))
      }),
    )
    await storage.blobs.put('a/b', CONTENT)
    expect(await textOf(storage, 'a/b')).toBe('content')
  })

  test('none exists in an empty folder', async () => {
    const { storage } = await temporaryStorage()
    expect(await collected(storage.repositories.list())).toEqual([])
    expect(await storage.repositories.exists('a')).toBe(false)
    expect(await storage.repositories.size('a')).toBe(0)
    expect(await storage.manifests.list('a')).toEqual([])
  })
})

test.each(['', '..', '../x', 'a/../../x', '/etc', 'a/', 'A', '_', 'a\\b', 'a\0b'])(
  'the name %j is refused by every operation, and no folder is made',
  async (name) => {
    const { root, storage } = await temporaryStorage()
    const invalid = { code: 'NAME_INVALID' }
    await expect(async () => storage.blobs.put(name, CONTENT)).rejects.toMatchObject(invalid)
    await expect(async () => storage.blobs.get(name, DIGEST)).rejects.toMatchObject(invalid)
    await expect(async () => storage.blobs.mount('a', DIGEST, name)).rejects.toMatchObject(invalid)
    await expect(async () => storage.manifests.put(name, CONTENT, '')).rejects.toMatchObject(invalid)
    await expect(async () => storage.tags.put(name, 'x', DIGEST)).rejects.toMatchObject(invalid)
    await expect(async () => storage.tags.list(name)).rejects.toMatchObject(invalid)
    await expect(async () => storage.uploads.start(name)).rejects.toMatchObject(invalid)
    await expect(async () => storage.repositories.delete(name)).rejects.toMatchObject(invalid)
    expect((await readdir(root)).filter((entry) => entry !== 'temporary')).toEqual([])
  },
)

describe('what is stale', () => {
  const longAgo = new Date('2020-01-01T00:00:00Z')
  const before = new Date('2021-01-01T00:00:00Z')

  test('goes: abandoned uploads, unfinished files, shared names that nobody holds', async () => {
    const { root, storage } = await temporaryStorage()
    const { id } = await storage.uploads.start('a')
    await storage.uploads.append('a', id, CONTENT)
    const home = join(root, 'uploads', id)
    for (const name of await readdir(home)) await utimes(join(home, name), longAgo, longAgo)
    await utimes(home, longAgo, longAgo)
    await mkdir(join(root, 'temporary'), { recursive: true })
    await writeFile(join(root, 'temporary', 'left'), '')
    await utimes(join(root, 'temporary', 'left'), longAgo, longAgo)
    await mkdir(join(root, 'shared', 'sha256', 'aa'), { recursive: true })
    await writeFile(join(root, 'shared', 'sha256', 'aa', 'aaaa'), '')
    expect(await storage.uploads.removeStale(before)).toBe(3)
    expect(await storage.uploads.get('a', id)).toBeUndefined()
    expect(await readdir(join(root, 'temporary'))).toEqual([])
  })

  test('is not: an upload that something arrived for, and what repositories hold', async () => {
    const { root, storage } = await temporaryStorage()
    const { id } = await storage.uploads.start('a')
    const home = join(root, 'uploads', id)
    await storage.uploads.append('a', id, CONTENT)
    await utimes(home, longAgo, longAgo)
    await storage.blobs.put('a', CONTENT)
    expect(await storage.uploads.removeStale(before)).toBe(0)
    expect((await storage.uploads.get('a', id))?.size).toBe(7)
    expect(await textOf(storage, 'a')).toBe('content')
  })
})

test('a second storage on the folder sees what the first one did, and the other way round', async () => {
  const { root, storage } = await temporaryStorage()
  const other = createFileStorage(root)
  await storage.blobs.put('a', CONTENT)
  expect(await textOf(other, 'a')).toBe('content')
  await other.repositories.delete('a')
  await storage.blobs.put('a', CONTENT)
  expect(await textOf(other, 'a')).toBe('content')
  await other.close()
})

test('the folder is readable without us: a blob is a file of its content', async () => {
  const { root, storage } = await temporaryStorage()
  await storage.blobs.put('acme/app', CONTENT)
  const path = join(root, 'repositories/acme/app/_/blobs/sha256', DIGEST.slice(7))
  expect(await readFile(path, 'utf8')).toBe('content')
})
