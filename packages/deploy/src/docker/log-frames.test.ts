import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LogFrame, readFrames } from './log-frames.ts'

function frame({ stream, payload }: LogFrame): Buffer {
  const header = Buffer.alloc(8)
  header[0] = stream === 'stderr' ? 2 : 1
  header.writeUInt32BE(payload.byteLength, 4)
  return Buffer.concat([header, payload])
}

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0
  for (const size of sizes) {
    if (at >= bytes.byteLength) return
    yield bytes.subarray(at, at + size)
    at += size
  }
  if (at < bytes.byteLength) yield bytes.subarray(at)
}

test('frames come out whole, however the bytes were cut on their way', async () => {
  const frames = fc.array(
    fc.record({
      stream: fc.constantFrom('stdout' as const, 'stderr' as const),
      payload: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
    }),
    { maxLength: 8 },
  )
  await fc.assert(
    fc.asyncProperty(
      frames,
      fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 60 }),
      async (sent, sizes) => {
        const bytes = Buffer.concat(sent.map(frame))
        expect(await Array.fromAsync(readFrames(inPieces(bytes, sizes)))).toEqual(sent)
      },
    ),
  )
})
