import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, type Digest, type DigestAlgorithm, digestAlgorithm } from '@fairlead/core'
import { RegistryFault } from '../fault.ts'
import type { UploadSession, UploadStore } from '../storage.ts'
import type { BlobFiles } from './blob-files.ts'
import { BUFFER_BYTES, hashFile, writeContent } from './content-writer.ts'
import { type Folder, isMissing, unlessMissing, withFile } from './folder.ts'
import { removeStale } from './stale.ts'
import {
  type CountingDigester,
  createCountingDigester,
  readSegments,
  type Segment,
  segmentName,
  totalSize,
} from './upload-segments.ts'

/** The segment that this process writes. */
interface OwnSegment {
  readonly path: string
  readonly start: number
  size: number
  /** Of a segment that begins at 0. */
  digester: CountingDigester | undefined
}

interface Session {
  readonly repository: string
  readonly startedAt: string
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const SESSION_FILE = 'session.json'
/** How many sessions' hashes are kept at most; the blobs of others are read once more at their commit. */
const REMEMBERED_SESSIONS = 10_000

async function* contentOf(segments: readonly Segment[]): AsyncGenerator<Uint8Array> {
  for (const { path, size } of segments) {
    yield* createReadStream(path, { highWaterMark: BUFFER_BYTES, end: size - 1 })
  }
}

/**
 * A file is only ever written, and renamed, by the process that made it: however many processes share the folder, none
 * can change what another has hashed. What another process (or this one, before a restart) has received is copied.
 */
export function uploadFiles(folder: Folder, blobs: BlobFiles, clock: Clock): UploadStore {
  const { paths } = folder
  const writer = randomUUID()
  const own = new Map<string, OwnSegment>()
  const busy = new Set<string>()

  const home = (id: string): string => join(paths.uploads, id)

  async function find(repository: string, id: string): Promise<Session | undefined> {
    if (!ID.test(id)) return undefined
    const text = await unlessMissing(readFile(join(home(id), SESSION_FILE), 'utf8'))
    // Empty where a crash came between the file's making and its writing.
    const session = text ? (JSON.parse(text) as Session) : undefined
    return session?.repository === repository ? session : undefined
  }

  /** Runs `use` as the only one on the session in this process. */
  async function claim<T>(repository: string, id: string, use: (session: Session) => Promise<T>): Promise<T> {
    const session = await find(repository, id)
    if (session === undefined) throw new RegistryFault('BLOB_UPLOAD_UNKNOWN')
    if (busy.has(id)) {
      const message = 'another request is at work on this upload'
      throw new RegistryFault('BLOB_UPLOAD_INVALID', { status: 416, message })
    }
    busy.add(id)
    try {
      return await use(session)
    } catch (error) {
      // Cancelled by another process meanwhile.
      if (isMissing(error) && (await find(repository, id)) === undefined) {
        throw new RegistryFault('BLOB_UPLOAD_UNKNOWN')
      }
      throw error
    } finally {
      busy.delete(id)
    }
  }

  async function end(id: string): Promise<void> {
    own.delete(id)
    await rm(home(id), { recursive: true, force: true })
  }

  function segmentAt(id: string, start: number, algorithm: DigestAlgorithm): OwnSegment {
    const known = own.get(id)
    if (known && known.size > 0 && known.start + known.size === start) return known
    const path = join(home(id), segmentName(start, writer))
    const digester = start === 0 ? createCountingDigester(algorithm) : undefined
    const segment: OwnSegment = { path, start, size: 0, digester }
    if (own.size >= REMEMBERED_SESSIONS) own.clear()
    own.set(id, segment)
    return segment
  }

  /** A file of the whole upload that this process may rename, synced, and its digest. */
  async function assemble(id: string, algorithm: DigestAlgorithm): Promise<{ path: string; digest: string }> {
    const segments = await readSegments(home(id))
    const mine = own.get(id)
    if (segments.length === 1 && mine && mine.path === segments[0]?.path) {
      const { path, size, digester } = mine
      // The digest of a digester can be taken once.
      mine.digester = undefined
      await withFile(path, 'r+', (handle) => handle.sync())
      const known = digester?.algorithm === algorithm && digester.bytes === size
      return { path, digest: known ? digester.digest() : await hashFile(path, algorithm) }
    }
    const path = await folder.temporary()
    const digester = createCountingDigester(algorithm)
    await withFile(path, 'wx', async (handle) => {
      await writeContent(handle, contentOf(segments), 0, digester)
      await handle.sync()
    })
    return { path, digest: digester.digest() }
  }

  return {
    start: async (repository) => {
      paths.repository(repository)
      const id = randomUUID()
      const session: Session = { repository, startedAt: clock.now().toISOString() }
      await folder.ensure(paths.uploads)
      await mkdir(home(id), { recursive: true })
      await writeFile(join(home(id), SESSION_FILE), JSON.stringify(session))
      return { id, size: 0, ...session }
    },
    get: async (repository, id): Promise<UploadSession | undefined> => {
      const session = await find(repository, id)
      return session && { id, ...session, size: totalSize(await readSegments(home(id))) }
    },
    append: (repository, id, content, { offset, algorithm = 'sha256' } = {}) =>
      claim(repository, id, async (session) => {
        const before = totalSize(await readSegments(home(id)))
        if (offset !== undefined && offset !== before) {
          const message = `the upload goes on at byte ${before}, not ${offset}`
          throw new RegistryFault('BLOB_UPLOAD_INVALID', { status: 416, message })
        }
        const segment = segmentAt(id, before, algorithm)
        await withFile(segment.path, segment.size === 0 ? 'w' : 'r+', async (handle) => {
          try {
            await writeContent(handle, content, segment.size, segment.digester, (bytes) => {
              segment.size += bytes
            })
          } catch (error) {
            // A piece that was written in part is not counted.
            await handle.truncate(segment.size)
            throw error
          }
        })
        return { id, ...session, size: segment.start + segment.size }
      }),
    commit: (repository, id, digest: Digest) =>
      claim(repository, id, async () => {
        const assembled = await assemble(id, digestAlgorithm(digest))
        try {
          if (assembled.digest !== digest) {
            await end(id)
            throw new RegistryFault('DIGEST_INVALID')
          }
          const blob = await blobs.place(assembled.path, repository, digest)
          await end(id)
          return blob
        } finally {
          if (assembled.path.startsWith(paths.temporary)) await rm(assembled.path, { force: true })
        }
      }),
    cancel: async (repository, id) => {
      if ((await find(repository, id)) === undefined) return false
      return claim(repository, id, async () => {
        await end(id)
        return true
      })
    },
    removeStale: (olderThan) => removeStale(paths, olderThan, (id) => busy.has(id)),
  }
}
