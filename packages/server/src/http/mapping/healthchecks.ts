import type { Container as Answer, BodyOf, operations } from '@fairlead/api'
import type { Healthchecks, Probe } from '@fairlead/core'

type Request = BodyOf<typeof operations.createContainer>['healthchecks']
type ProbeRequest = NonNullable<Request['readiness_probe']>
type ProbeAnswer = NonNullable<Answer['healthchecks']['readiness_probe']>

function toKind({ type: { http, tcp, exec, grpc } }: ProbeRequest): Probe['type'] | undefined {
  if (http) return { kind: 'http', port: http.port, path: http.path ?? '/', scheme: http.scheme ?? 'HTTP' }
  if (tcp) return { kind: 'tcp', port: tcp.port }
  if (exec) return { kind: 'exec', command: exec.command }
  return grpc ? { kind: 'grpc', port: grpc.port, service: grpc.service ?? '' } : undefined
}

function toProbe(request: ProbeRequest | null | undefined): Probe | null {
  const type = request && toKind(request)
  if (!type) return null
  return {
    type,
    initialDelaySeconds: request.initial_delay_seconds ?? 0,
    periodSeconds: request.period_seconds ?? 10,
    timeoutSeconds: request.timeout_seconds ?? 5,
    successThreshold: request.success_threshold ?? 1,
    failureThreshold: request.failure_threshold ?? 3,
  }
}

export const toHealthchecks = (request: Request): Healthchecks => ({
  readiness: toProbe(request.readiness_probe),
  liveness: toProbe(request.liveness_probe),
})

function fromProbe(probe: Probe | null): ProbeAnswer | null {
  if (probe === null) return null
  const { type } = probe
  return {
    type: {
      tcp: type.kind === 'tcp' ? { port: type.port } : null,
      http: type.kind === 'http' ? { port: type.port, path: type.path, scheme: type.scheme } : null,
      exec: type.kind === 'exec' ? { command: [...type.command] } : null,
      grpc: type.kind === 'grpc' ? { port: type.port, service: type.service } : null,
    },
    initial_delay_seconds: probe.initialDelaySeconds,
    period_seconds: probe.periodSeconds,
    timeout_seconds: probe.timeoutSeconds,
    success_threshold: probe.successThreshold,
    failure_threshold: probe.failureThreshold,
  }
}

export const fromHealthchecks = ({ readiness, liveness }: Healthchecks): Answer['healthchecks'] => ({
  readiness_probe: fromProbe(readiness),
  liveness_probe: fromProbe(liveness),
})
