import { finding } from '@fairlead/core'
import type { PodObject, ProbeObject } from '../../connection/objects.ts'
import { eventsOf, isReady, type Snapshot } from '../snapshot.ts'
import type { FaultFinder, Suspicion } from '../suspicion.ts'

/** `deploy.unhealthy`: pods that run and whose readiness probe does not succeed. Told when the time is over. */
export const probeFaults: FaultFinder = (snapshot) =>
  snapshot.newPods.filter((pod) => !isReady(pod)).flatMap((pod) => judge(snapshot, pod))

function judge(snapshot: Snapshot, pod: PodObject): Suspicion[] {
  const unready = pod.status?.containerStatuses?.find(({ ready, state }) => !ready && state?.running)
  if (unready === undefined) return []
  const probe = pod.spec.containers.find(({ name }) => name === unready.name)?.readinessProbe
  const said = eventsOf(snapshot, pod).findLast(
    ({ reason, message }) =>
      /^(?:Unhealthy|ProbeError)$/.test(reason ?? '') && message?.startsWith('Readiness'),
  )
  return [
    {
      key: `readiness ${pod.metadata.uid} ${unready.name}`,
      patienceMs: Number.POSITIVE_INFINITY,
      finding: finding('deploy.unhealthy', {
        summary: 'The pod runs, but its readiness probe did not succeed in time.',
        evidence: [
          {
            asked: `${probe ? describeProbe(probe) : 'readiness'} of the pod ${pod.metadata.name}`,
            answered: said?.message?.slice(0, 500) ?? 'no success yet, and no answer was told',
          },
        ],
        remedy: {
          action:
            'Look at the log lines and at the probe: its port, its path, and how long the application takes to start.',
        },
      }),
      logOf: { pod: pod.metadata.name, container: unready.name, isPrevious: false },
    },
  ]
}

/** What the node asks: `GET http://<pod>:8080/ready`. */
function describeProbe({ httpGet, tcpSocket, grpc, exec }: ProbeObject): string {
  if (httpGet) {
    const { scheme = 'HTTP', port, path = '/' } = httpGet
    return `GET ${scheme.toLowerCase()}://<pod>:${port}${path}`
  }
  if (tcpSocket) return `connect to port ${tcpSocket.port}`
  if (grpc) return `gRPC health on port ${grpc.port}`
  return exec ? `run ${exec.command?.join(' ')}` : 'readiness probe'
}
