import { type FileHandle, open } from 'node:fs/promises'
import type { Digest, DigestAlgorithm } from '@fairlead/core'
import { createDigester } from '../../spec/index.ts'
import type { Content } from '../storage.ts'

export const BUFFER_BYTES = 1024 * 1024

/** Bytes after which the system is asked to write out what it holds, so that the last sync need not do it all. */
const FLUSH_BYTES = 32 * 1024 * 1024

async function* pieces(content: Content): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) yield content
  else yield* content
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

/**
 * Writes content to an open file from `position` on and hashes it in the same pass: the hash is computed while the
 * write is under way. Reports each piece that is written, so that a failure of `content` loses none of those before.
 */
export async function writeContent(
  handle: FileHandle,
  content: Content,
  position: number,
  hash: { update(bytes: Uint8Array): void } | undefined,
  written: (bytes: number) => void = () => {},
): Promise<void> {
  let unflushed = 0
  let flushing: Promise<unknown> = Promise.resolve()
  try {
    for await (const piece of pieces(content)) {
      const writing = writeWhole(handle, piece, position)
      hash?.update(piece)
      await writing
      position += piece.length
      written(piece.length)
      unflushed += piece.length
      if (unflushed >= FLUSH_BYTES) {
        unflushed = 0
        await flushing
        // A failure to flush shows itself again at the sync before the commit.
        flushing = handle.datasync().catch(() => {})
      }
    }
  } finally {
    await flushing
  }
}

/** Reads a file from its start to its end, hashing it. */
export async function hashFile(path: string, algorithm: DigestAlgorithm): Promise<Digest> {
  const digester = createDigester(algorithm)
  const handle = await open(path, 'r')
  for await (const piece of handle.createReadStream({ highWaterMark: BUFFER_BYTES })) digester.update(piece)
  return digester.digest()
}
