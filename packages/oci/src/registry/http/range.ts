import type { ByteRange } from '../storage.ts'

/** What a `Range` header asks of content: all of it, a part, or something outside of it. */
export type RangeAnswer = ByteRange | 'whole' | 'unsatisfiable'

const SINGLE = /^(\d*)-(\d*)$/

/**
 * Several ranges, and units other than bytes, are answered with the whole content, as RFC 9110 §14.2 allows. A range
 * that ends before it begins is unsatisfiable, which the OCI conformance suite asks for.
 */
export function parseRange(header: string | undefined, size: number): RangeAnswer {
  const text = header?.trim() ?? ''
  if (!/^bytes=/i.test(text) || text.includes(',')) return 'whole'
  const match = SINGLE.exec(text.slice('bytes='.length).trim())
  const [first, last] = [match?.[1] ?? '', match?.[2] ?? '']
  if (first === '' && last === '') return 'unsatisfiable'
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start > end || start >= size || (first === '' && Number(last) === 0)
    ? 'unsatisfiable'
    : { start, end }
}

const CHUNK = /^(?:bytes[ =])?(\d{1,15})-(\d{1,15})(?:\/(?:\d+|\*))?$/i

/**
 * The `Content-Range` of a chunk, `0-1023`; the form of RFC 9110, `bytes 0-1023/*`, is understood too. Undefined when
 * malformed. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-in-chunks
 */
export function parseChunkRange(header: string): ByteRange | undefined {
  const match = CHUNK.exec(header.trim())
  if (match === null) return undefined
  const [start, end] = [Number(match[1]), Number(match[2])]
  return start <= end ? { start, end } : undefined
}

/** `0-1023` for 1024 bytes. For none it is `0-0`, as registries say it: the spec has no word for "nothing yet". */
export const receivedRange = (size: number): string => `0-${Math.max(0, size - 1)}`
