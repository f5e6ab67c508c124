import { type Finding, finding } from '@fairlead/core'
import type { ContainerStatus, PodObject } from '../../connection/objects.ts'
import { containersOf } from '../snapshot.ts'
import type { FaultFinder, Suspicion } from '../suspicion.ts'

/** What a container that could not be made or started may mean. */
interface StartFault {
  readonly pattern: RegExp
  readonly patienceMs: number
  readonly code: Finding['code']
  readonly summary: string
  readonly action: string
  readonly link?: string
}

/** A missing object may be on its way, and a runtime may be busy. */
const GRACE_MS = 15_000
const STANDARDS = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/'

// In the order in which it decides. What kubelet, containerd and runc say; CRI-O passes on the same words of runc.
const FAULTS: readonly StartFault[] = [
  {
    pattern: /runAsNonRoot and image will run as root|container's runAsUser breaks non-root policy/i,
    patienceMs: 0,
    code: 'deploy.admission_refused',
    summary: 'The image runs as root, and the cluster is set to run no container as root.',
    action:
      'Give the image a numeric USER other than 0, or set the cluster\'s run_as_user; for an image that must be root, set the cluster\'s pod_security to "baseline".',
    link: STANDARDS,
  },
  {
    pattern: /runAsNonRoot and image has non-numeric user/i,
    patienceMs: 0,
    code: 'deploy.admission_refused',
    summary: 'The image names its user by letters, so that the node cannot tell that it is not root.',
    action:
      "Write the image's USER as a number, or set the cluster's run_as_user; or set the cluster's pod_security to \"baseline\".",
    link: STANDARDS,
  },
  {
    pattern: /(?:secret|configmap) .*not found|couldn't find key/i,
    patienceMs: GRACE_MS,
    code: 'deploy.target_failed',
    summary: 'A Secret or ConfigMap that the container needs is not there.',
    action: 'Find out who deletes what Fairlead applies to this namespace, then deploy again.',
  },
  {
    pattern: /exec format error/i,
    patienceMs: 0,
    code: 'deploy.container_exited',
    summary: "The container's program is built for another platform than the node's.",
    action: "Build the image for the nodes' platform (docker buildx build --platform) and push it.",
  },
  {
    pattern:
      /no such file or directory|executable file not found|permission denied|is a directory|no command specified/i,
    patienceMs: 0,
    code: 'deploy.container_exited',
    summary: "The container's command cannot be run.",
    action: 'Check entrypoint and arguments: the command must be a file of the image that can be run.',
  },
]

const OTHER: Omit<StartFault, 'pattern'> = {
  patienceMs: GRACE_MS,
  code: 'deploy.target_failed',
  summary: 'The node could not start the container.',
  action: "Read the node's answer, repair what it names and deploy again.",
}

const WAITING = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreCreateHookError',
  'PostStartHookError',
])
const ENDED = new Set(['StartError', 'ContainerCannotRun'])

/** Containers that never came to run: their settings are refused, or their command is none. */
export const startFaults: FaultFinder = ({ newPods }) =>
  newPods.flatMap((pod) => containersOf(pod).flatMap((container) => judge(pod, container)))

function judge(pod: PodObject, container: ContainerStatus): Suspicion[] {
  const answer = answerOf(container)
  if (answer === undefined) return []
  const { patienceMs, code, summary, action, link } =
    FAULTS.find(({ pattern }) => pattern.test(answer)) ?? OTHER
  return [
    {
      key: `start ${pod.metadata.uid} ${container.name}`,
      patienceMs,
      finding: finding(code, {
        summary,
        evidence: [
          {
            asked: `start the container ${container.name} of the pod ${pod.metadata.name}`,
            answered: answer.slice(0, 1000),
          },
        ],
        remedy: { action, ...(link ? { link } : {}) },
      }),
    },
  ]
}

function answerOf({ state, lastState }: ContainerStatus): string | undefined {
  const { waiting } = state ?? {}
  if (waiting && WAITING.has(waiting.reason ?? '')) return `${waiting.reason}: ${waiting.message ?? ''}`
  const ended = [state?.terminated, lastState?.terminated].find((each) => ENDED.has(each?.reason ?? ''))
  return ended && `${ended.reason}: ${ended.message ?? ''}`
}
