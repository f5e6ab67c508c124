/** A file or folder of a layer. */
export interface LayerEntry {
  /** Absolute path in the image: `/www/index.html`. Parent folders are made as needed. */
  readonly path: string
  readonly content: Uint8Array
  /** Permission bits: 0o644 unless given. */
  readonly mode?: number
}

const BLOCK = 512

// POSIX ustar header: name, mode, uid, gid, size, mtime, checksum, type, magic.
// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
function header(name: string, size: number, mode: number, type: '0' | '5'): Uint8Array {
  const block = Buffer.alloc(BLOCK)
  if (Buffer.byteLength(name) > 100)
    throw new RangeError(`"${name}" is longer than a tar header holds (100 bytes).`)
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`
  block.write(name, 0)
  block.write(octal(mode, 8), 100)
  block.write(octal(0, 8), 108)
  block.write(octal(0, 8), 116)
  block.write(octal(size, 12), 124)
  // No times: the same files give the same bytes, and so the same digest, whenever they are packed.
  block.write(octal(0, 12), 136)
  block.write('        ', 148)
  block.write(type, 156)
  block.write('ustar\x0000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`)
}

/** Packs a layer, deterministically: owner root, no times, folders first, entries in the order given. */
export function packTar(entries: readonly LayerEntry[]): Buffer {
  const names = entries.map(({ path }) => path.replace(/^\/+/, ''))
  const folders = [...new Set(names.flatMap(parents))].sort()
  const blocks: Uint8Array[] = folders.map((folder) => header(folder, 0, 0o755, '5'))
  entries.forEach(({ content, mode }, index) => {
    blocks.push(header(names[index] ?? '', content.byteLength, mode ?? 0o644, '0'), content)
    blocks.push(Buffer.alloc((BLOCK - (content.byteLength % BLOCK)) % BLOCK))
  })
  return Buffer.concat([...blocks, Buffer.alloc(BLOCK * 2)])
}
