import { finding, type Remedy } from '@fairlead/core'
import { type PullCause, pullCauseOf } from '../../../pull-cause.ts'
import { withoutQueries } from '../../../without-queries.ts'
import type { ContainerStatus, PodObject } from '../../connection/objects.ts'
import { containersOf, eventsOf, type Snapshot } from '../snapshot.ts'
import type { FaultFinder, Suspicion } from '../suspicion.ts'

// https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/kubelet/images/types.go
const REASONS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
])

/** No further try changes these. */
const FINAL_REASONS = new Set(['InvalidImageName', 'ErrImageNeverPull', 'SignatureValidationFailed'])
const FINAL_CAUSES = new Set<PullCause>(['absent', 'refused', 'platform', 'reference'])

/** Where events cannot be read, nobody can count the tries: the node makes its second one within this time. */
const SECOND_TRY_MS = 45_000

const FAULTS: Record<PullCause, { readonly summary: string; readonly remedy: Remedy }> = {
  platform: {
    summary: "The image has no version for the node's platform.",
    remedy: {
      action: 'Build the image for the platforms of all nodes (docker buildx build --platform) and push it.',
    },
  },
  'rate-limit': {
    summary: 'The registry limits how often the nodes may pull.',
    remedy: { action: 'Wait until the limit is over, or pull with a credential that has a higher one.' },
  },
  absent: {
    summary: 'The registry does not have this image.',
    remedy: { action: 'Push the image again, or deploy a tag that the registry has.' },
  },
  refused: {
    summary: 'The registry refused to give the image to the node.',
    remedy: { action: "Verify the registry's connection: its credential must be able to pull this image." },
  },
  tls: {
    summary: 'The node does not trust the connection to the registry.',
    remedy: {
      action:
        "Give every node's container runtime the registry's certificate, or list a registry without TLS as plain HTTP (containerd: /etc/containerd/certs.d/<host>/hosts.toml).",
      link: 'https://github.com/containerd/containerd/blob/main/docs/hosts.md',
    },
  },
  disk: {
    summary: "The node's disk is full.",
    remedy: { action: 'Free space on the node, or give it a larger disk, and deploy again.' },
  },
  reference: {
    summary: 'The node cannot read the name of the image.',
    remedy: { action: "Correct the service's image name and tag, and deploy again." },
  },
  network: {
    summary: 'The node cannot reach the registry.',
    remedy: {
      action: "Check the node's DNS, proxy and firewall: each node pulls by itself, from where it is.",
    },
  },
  unknown: {
    summary: 'The node could not pull the image.',
    remedy: { action: "Read the node's answer, repair what it names and deploy again." },
  },
}

/** `deploy.image_unavailable` in the words of the node that could not pull. */
export const imageFaults: FaultFinder = (snapshot) =>
  snapshot.newPods.flatMap((pod) => containersOf(pod).flatMap((container) => judge(snapshot, pod, container)))

function judge(snapshot: Snapshot, pod: PodObject, container: ContainerStatus): Suspicion[] {
  const { reason = '', message = '' } = container.state?.waiting ?? {}
  if (!REASONS.has(reason)) return []
  const tries = eventsOf(snapshot, pod).filter(
    (event) => event.reason === 'Failed' && event.message?.startsWith('Failed to pull image'),
  )
  const tried = tries.reduce((sum, { count }) => sum + (count ?? 1), 0)
  // While the node waits for its next try, some versions say no more than that it waits.
  const answered = reason === 'ImagePullBackOff' ? (tries.at(-1)?.message ?? message) : message
  const cause = reason === 'InvalidImageName' ? 'reference' : pullCauseOf(answered)
  const isFinal = FINAL_REASONS.has(reason) || FINAL_CAUSES.has(cause) || tried >= 2
  const image = pod.spec.containers.find(({ name }) => name === container.name)?.image ?? 'the image'
  return [
    {
      key: `image ${pod.metadata.uid} ${container.name}`,
      patienceMs: isFinal ? 0 : SECOND_TRY_MS,
      finding: finding('deploy.image_unavailable', {
        summary: FAULTS[cause].summary,
        evidence: [
          {
            asked: `pull ${image} on the node ${pod.spec.nodeName ?? 'of the pod'}`,
            answered: `${reason}: ${withoutQueries(answered)}`.slice(0, 1000),
          },
        ],
        remedy: FAULTS[cause].remedy,
      }),
    },
  ]
}
