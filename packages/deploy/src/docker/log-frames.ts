/** One piece of a container's output as the engine frames it. */
export interface LogFrame {
  readonly stream: 'stdout' | 'stderr'
  readonly payload: Buffer
}

const HEADER = 8
const STDERR = 2

/**
 * Takes the engine's multiplexed stream apart: one byte of stream, three of nothing, four of length, the payload.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export async function* readFrames(source: AsyncIterable<Buffer>): AsyncGenerator<LogFrame> {
  let pending: Buffer[] = []
  let size = 0
  let needed = HEADER
  for await (const chunk of source) {
    pending.push(chunk)
    size += chunk.byteLength
    while (size >= needed) {
      const joined: Buffer = pending.length === 1 && pending[0] ? pending[0] : Buffer.concat(pending)
      const end = HEADER + joined.readUInt32BE(4)
      if (joined.byteLength < end) {
        pending = [joined]
        needed = end
        break
      }
      yield { stream: joined[0] === STDERR ? 'stderr' : 'stdout', payload: joined.subarray(HEADER, end) }
      const rest = joined.subarray(end)
      pending = rest.byteLength > 0 ? [rest] : []
      size = rest.byteLength
      needed = HEADER
    }
  }
}
