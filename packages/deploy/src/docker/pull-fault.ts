import { type Finding, finding, type Remedy } from '@fairlead/core'
import { type PullCause, pullCauseOf } from '../pull-cause.ts'
import { withoutQueries } from '../without-queries.ts'

interface Fault {
  readonly summary: string
  readonly remedy: Remedy
}

const FAULTS: Record<PullCause, Fault> = {
  platform: {
    summary: "The image has no version for the engine's platform.",
    remedy: {
      action: "Build the image for the engine's platform (docker buildx build --platform) and push it.",
    },
  },
  'rate-limit': {
    summary: 'The registry limits how often the engine may pull.',
    remedy: { action: 'Wait until the limit is over, or pull with a credential that has a higher one.' },
  },
  absent: {
    summary: 'The registry does not have this image.',
    remedy: { action: 'Push the image again, or deploy a tag that the registry has.' },
  },
  refused: {
    summary: 'The registry refused to give the image to the engine.',
    remedy: { action: "Verify the registry's connection: its credential must be able to pull this image." },
  },
  tls: {
    summary: 'The engine does not trust the connection to the registry.',
    remedy: {
      action:
        "Give the engine the registry's certificate (/etc/docker/certs.d/<host>/ca.crt), or list a registry without TLS as insecure.",
      link: 'https://docs.docker.com/engine/security/certificates/',
    },
  },
  disk: {
    summary: 'The disk of the engine is full.',
    remedy: { action: 'Free space on the engine ("docker system df" says what holds it) and deploy again.' },
  },
  reference: {
    summary: 'The engine cannot read the name of the image.',
    remedy: { action: "Correct the service's image name and tag, and deploy again." },
  },
  network: {
    summary: 'The engine cannot reach the registry.',
    remedy: {
      action: "Check the engine's DNS, proxy and firewall: the engine pulls by itself, from where it runs.",
    },
  },
  unknown: {
    summary: 'The engine could not pull the image.',
    remedy: { action: "Read the engine's answer, repair what it names and deploy again." },
  },
}

/** `deploy.image_unavailable` from what the engine answered to a pull. */
export function pullFinding(reference: string, answered: string): Finding {
  const { summary, remedy } = FAULTS[pullCauseOf(answered)]
  return finding('deploy.image_unavailable', {
    summary,
    evidence: [{ asked: `docker pull ${reference}`, answered: withoutQueries(answered).slice(0, 1000) }],
    remedy,
  })
}
