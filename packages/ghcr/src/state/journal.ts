import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** An append-only file of JSON lines. A line that `append` resolved for survives a kill or a power cut. */
export interface Journal {
  /** Lines found when it was opened, oldest first. */
  readonly lines: readonly unknown[]
  append(line: unknown): Promise<void>
  /** Replaces everything by `lines`, at once. */
  rewrite(lines: readonly unknown[]): Promise<void>
  close(): Promise<void>
}

const encode = (line: unknown): Buffer => Buffer.from(`${JSON.stringify(line)}\n`)

/**
 * Opens or creates the journal. A last line that a crash cut short was never confirmed, and is dropped.
 * Throws the system's error when the file cannot be used, and `Error` for a damaged line inside it.
 */
export async function openJournal(path: string): Promise<Journal> {
  await mkdir(dirname(path), { recursive: true })
  let file = await open(path, 'a+', 0o600)
  const { lines, length } = await readLines(file, path).catch(async (error) => {
    await file.close()
    throw error
  })
  let size = length

  return {
    lines,
    append: async (line) => {
      const bytes = encode(line)
      try {
        await file.appendFile(bytes)
        await file.datasync()
        size += bytes.length
      } catch (error) {
        // Half a line must not stand before the next one.
        await file.truncate(size)
        throw error
      }
    },
    rewrite: async (fresh) => {
      const temporary = `${path}.new`
      const bytes = Buffer.concat(fresh.map(encode))
      await writeDurably(temporary, bytes)
      await rename(temporary, path)
      await syncFolder(dirname(path))
      await file.close()
      file = await open(path, 'a+', 0o600)
      size = bytes.length
    },
    close: () => file.close(),
  }
}

/** Reads all lines of the file, and drops a last one that was cut short. */
async function readLines(file: FileHandle, path: string): Promise<{ lines: unknown[]; length: number }> {
  const text = await file.readFile()
  const { lines, length } = decode(text, path)
  if (length < text.length) await file.truncate(length)
  if (text.length === 0) await syncFolder(dirname(path))
  return { lines, length }
}

function decode(text: Buffer, path: string): { lines: unknown[]; length: number } {
  const lines: unknown[] = []
  let start = 0
  while (start < text.length) {
    const end = text.indexOf(0x0a, start)
    if (end < 0) break
    try {
      lines.push(JSON.parse(text.toString('utf8', start, end)))
    } catch (cause) {
      if (end === text.length - 1) break
      throw new Error(`Line ${lines.length + 1} of ${join(path)} is damaged.`, { cause })
    }
    start = end + 1
  }
  return { lines, length: start }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes a new or renamed entry of the folder durable. */
async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined
  try {
    folder = await open(path, 'r')
    await folder.sync()
  } finally {
    await folder?.close()
  }
}
