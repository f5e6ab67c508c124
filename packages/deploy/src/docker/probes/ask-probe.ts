import type { Probe } from '@fairlead/core'
import type { Inspection } from '../instances.ts'
import { askGrpc } from './ask-grpc.ts'
import { askHttp } from './ask-http.ts'
import { askTcp } from './ask-tcp.ts'
import { dial } from './dial.ts'
import type { ProbeAnswer } from './probe-answer.ts'
import { waysTo } from './ways.ts'

/** A probe that Fairlead makes itself, so that an image needs no shell. Exec probes are the engine's. */
export type NetworkProbe = Probe & { readonly type: Exclude<Probe['type'], { kind: 'exec' }> }

export const isNetworkProbe = (probe: Probe | null): probe is NetworkProbe =>
  probe !== null && probe.type.kind !== 'exec'

/** What the probe asks, for evidence: `GET http port 8080 /ready`. */
export function describeProbe({ type }: Probe): string {
  switch (type.kind) {
    case 'http':
      return `GET ${type.scheme.toLowerCase()}://<container>:${type.port}${type.path}`
    case 'tcp':
      return `connect to port ${type.port}`
    case 'grpc':
      return `gRPC health of ${type.service === '' ? 'the server' : `"${type.service}"`} on port ${type.port}`
    case 'exec':
      return `run ${type.command.join(' ')}`
  }
}

/** Asks once. Throws `operation.canceled` only. */
export async function askProbe(
  { type, timeoutSeconds }: NetworkProbe,
  inspection: Inspection,
  reach: 'direct' | 'published',
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  const timeoutMs = timeoutSeconds * 1000
  const dialed = await dial(waysTo(inspection, type.port, reach), timeoutMs, signal)
  switch (type.kind) {
    case 'http':
      return askHttp(type, dialed, timeoutMs, signal)
    case 'tcp':
      return askTcp(dialed, signal)
    case 'grpc':
      return askGrpc(type, dialed, timeoutMs, signal)
  }
}
