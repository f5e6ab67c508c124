import { connect } from 'node:http2'
import type { Probe } from '@fairlead/core'
import { anySignal } from '@fairlead/core'
import type { Dialed } from './dial.ts'
import type { ProbeAnswer } from './probe-answer.ts'

type GrpcProbe = Extract<Probe['type'], { kind: 'grpc' }>

// https://github.com/grpc/grpc/blob/v1.70.0/doc/health-checking.md
const PATH = '/grpc.health.v1.Health/Check'
const SERVING = 1
const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN']
const MAX_ANSWER = 64 * 1024

/** Asks the standard health service over plain HTTP/2; well is SERVING only. */
export async function askGrpc(
  { service }: GrpcProbe,
  dialed: Dialed,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  if (!dialed.socket) return { ok: false, answered: dialed.answered }
  const { socket, way } = dialed
  const limit = anySignal(signal, AbortSignal.timeout(timeoutMs))
  const { promise, resolve, reject } = Promise.withResolvers<ProbeAnswer>()
  const onAbort = () => reject(limit.reason)
  limit.addEventListener('abort', onAbort, { once: true })
  try {
    const session = connect(`http://${way.host.includes(':') ? `[${way.host}]` : way.host}:${way.port}`, {
      createConnection: () => socket,
    })
    session.on('error', reject)
    const stream = session.request({
      ':method': 'POST',
      ':path': PATH,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    const chunks: Buffer[] = []
    let size = 0
    let grpcStatus: unknown
    stream.on('error', reject)
    stream.on('response', (headers) => {
      grpcStatus = headers['grpc-status'] ?? grpcStatus
    })
    stream.on('trailers', (headers) => {
      grpcStatus = headers['grpc-status'] ?? grpcStatus
    })
    stream.on('data', (chunk: Buffer) => {
      size += chunk.byteLength
      if (size <= MAX_ANSWER) chunks.push(chunk)
      else stream.destroy()
    })
    stream.on('close', () => resolve(judge(String(grpcStatus ?? 'missing'), Buffer.concat(chunks))))
    stream.end(requestFrame(service))
    return await promise
  } catch (error) {
    if (limit.aborted) return { ok: false, answered: `no answer in ${timeoutMs / 1000} seconds` }
    const { code, message } = error as NodeJS.ErrnoException
    return { ok: false, answered: code ?? message }
  } finally {
    limit.removeEventListener('abort', onAbort)
    socket.destroy()
  }
}

/** HealthCheckRequest { string service = 1 } behind gRPC's prefix: not compressed, four bytes of length. */
function requestFrame(service: string): Buffer {
  const name = Buffer.from(service)
  const message = name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a]), varint(name.length), name])
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(message.length, 1)
  return Buffer.concat([prefix, message])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest])
    bytes.push((rest & 0x7f) | 0x80)
  }
}

/** HealthCheckResponse { ServingStatus status = 1 }; proto3 leaves a zero out. */
function judge(grpcStatus: string, frame: Buffer): ProbeAnswer {
  if (grpcStatus !== '0') return { ok: false, answered: `grpc-status ${grpcStatus}` }
  const status = frame[5] === 0x08 ? (frame[6] ?? 0) : 0
  return { ok: status === SERVING, answered: STATUSES[status] ?? `status ${status}` }
}
