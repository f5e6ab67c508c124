import { constants } from 'node:os'
import { finding } from '@fairlead/core'
import { exitRemedy } from '../../../exit-remedy.ts'
import type { ContainerState, ContainerStatus, PodObject } from '../../connection/objects.ts'
import { containersOf, eventsOf, type Snapshot } from '../snapshot.ts'
import type { FaultFinder, Suspicion } from '../suspicion.ts'

type Ended = NonNullable<ContainerState['terminated']>

/** The first end may be the wait for a database that was not up; at the second one it is a circle. */
const CERTAIN_AT = 2
const START_ERRORS = new Set(['StartError', 'ContainerCannotRun'])

/** Containers that end again and again: by themselves, for want of memory, or killed by their liveness probe. */
export const crashFaults: FaultFinder = (snapshot) =>
  snapshot.newPods.flatMap((pod) => containersOf(pod).flatMap((container) => judge(snapshot, pod, container)))

function judge(snapshot: Snapshot, pod: PodObject, container: ContainerStatus): Suspicion[] {
  const { restartCount, ready, state, lastState, name } = container
  const ended = state?.terminated ?? lastState?.terminated
  const hasCrashed = ended && !ready && (restartCount > 0 || state?.terminated !== undefined)
  if (!hasCrashed || START_ERRORS.has(ended.reason ?? '') || isDoneInit(pod, name, ended)) return []
  const probe = livenessWords(snapshot, pod)
  return [
    {
      key: `crash ${pod.metadata.uid} ${name}`,
      patienceMs: restartCount >= CERTAIN_AT ? 0 : Number.POSITIVE_INFINITY,
      finding: probe ? livenessFinding(pod, container, probe) : exitFinding(pod, container, ended),
      logOf: { pod: pod.metadata.name, container: name, isPrevious: state?.running !== undefined },
    },
  ]
}

const exitFinding = (pod: PodObject, { name, restartCount }: ContainerStatus, ended: Ended) => {
  const wasOutOfMemory = ended.reason === 'OOMKilled'
  const how = wasOutOfMemory ? 'ran out of memory and was killed' : endOf(ended)
  return finding('deploy.container_exited', {
    summary: `The container ${how} instead of staying up.`,
    evidence: [
      {
        asked: `state of the container ${name} of the pod ${pod.metadata.name}`,
        answered: [
          `${ended.reason ?? 'ended'}, exit code ${ended.exitCode}, restarted ${times(restartCount)}`,
          ended.message?.trim().slice(0, 500),
        ]
          .filter(Boolean)
          .join(': '),
      },
    ],
    remedy: { action: exitRemedy({ wasOutOfMemory, exitCode: ended.exitCode }) },
  })
}

const livenessFinding = (pod: PodObject, { restartCount }: ContainerStatus, words: string) =>
  finding('deploy.unhealthy', {
    summary: 'The container is killed again and again because its liveness probe fails.',
    evidence: [
      {
        asked: `liveness probe of the pod ${pod.metadata.name}`,
        answered: `${words.slice(0, 500)} (restarted ${times(restartCount)})`,
      },
    ],
    remedy: {
      action:
        'Compare the probe with the application: its port, its path, and an initial delay that is longer than the application takes to start.',
    },
  })

/** What the probe was answered, where it is the probe that ends the container. */
function livenessWords(snapshot: Snapshot, pod: PodObject): string | undefined {
  const events = eventsOf(snapshot, pod)
  const isKilled = events.some(
    ({ reason, message }) => reason === 'Killing' && /failed (?:liveness|startup) probe/i.test(message ?? ''),
  )
  if (!isKilled) return undefined
  const said = events.findLast(
    ({ reason, message }) => reason === 'Unhealthy' && /^(?:Liveness|Startup) probe/.test(message ?? ''),
  )
  return said?.message ?? 'it failed'
}

/** `ended with exit code 1` or `was ended by the signal SIGSEGV`: shells and runtimes say 128 and the signal's number. */
function endOf({ exitCode, signal }: Ended): string {
  const number = signal || (exitCode > 128 ? exitCode - 128 : 0)
  const name = Object.entries(constants.signals).find(([, each]) => each === number)?.[0]
  return name ? `was ended by the signal ${name}` : `ended with exit code ${exitCode}`
}

/** A container that prepares a pod is to end. */
const isDoneInit = ({ status }: PodObject, name: string, { exitCode }: Ended): boolean =>
  exitCode === 0 && (status?.initContainerStatuses?.some((each) => each.name === name) ?? false)

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
