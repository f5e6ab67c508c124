import { type Finding, finding, type Remedy } from '@fairlead/core'
import { withoutQueries } from './engine.ts'

interface Fault {
  readonly pattern: RegExp
  readonly summary: string
  readonly remedy: Remedy
}

// What engines from 20.10 on say, in the order in which it decides: a denial may also say "not found".
const FAULTS: readonly Fault[] = [
  {
    pattern:
      /no match(?:ing manifest)? for|does not match the (?:specified|detected host) platform|image operating system/i,
    summary: "The image has no version for the engine's platform.",
    remedy: {
      action: "Build the image for the engine's platform (docker buildx build --platform) and push it.",
    },
  },
  {
    pattern: /toomanyrequests|too many requests|rate limit/i,
    summary: 'The registry limits how often the engine may pull.',
    remedy: { action: 'Wait until the limit is over, or pull with a credential that has a higher one.' },
  },
  {
    pattern:
      /manifest unknown|manifest .*not found|name unknown|@sha256:[0-9a-f]+: not found|no such manifest/i,
    summary: 'The registry does not have this image.',
    remedy: { action: 'Push the image again, or deploy a tag that the registry has.' },
  },
  {
    pattern: /denied|unauthorized|authentication required|no basic auth|forbidden|incorrect username/i,
    summary: 'The registry refused to give the image to the engine.',
    remedy: { action: "Verify the registry's connection: its credential must be able to pull this image." },
  },
  {
    pattern: /x509|certificate|tls: |server gave HTTP response to HTTPS client/i,
    summary: 'The engine does not trust the connection to the registry.',
    remedy: {
      action:
        "Give the engine the registry's certificate (/etc/docker/certs.d/<host>/ca.crt), or list a registry without TLS as insecure.",
      link: 'https://docs.docker.com/engine/security/certificates/',
    },
  },
  {
    pattern: /no space left on device/i,
    summary: 'The disk of the engine is full.',
    remedy: { action: 'Free space on the engine ("docker system df" says what holds it) and deploy again.' },
  },
  {
    pattern:
      /no such host|connection refused|i\/o timeout|network is unreachable|handshake timeout|deadline exceeded|no route to host|server misbehaving|connection reset|EOF/i,
    summary: 'The engine cannot reach the registry.',
    remedy: {
      action: "Check the engine's DNS, proxy and firewall: the engine pulls by itself, from where it runs.",
    },
  },
]

const OTHER: Omit<Fault, 'pattern'> = {
  summary: 'The engine could not pull the image.',
  remedy: { action: "Read the engine's answer, repair what it names and deploy again." },
}

/** `deploy.image_unavailable` from what the engine answered to a pull. */
export function pullFinding(reference: string, answered: string): Finding {
  const { summary, remedy } = FAULTS.find(({ pattern }) => pattern.test(answered)) ?? OTHER
  return finding('deploy.image_unavailable', {
    summary,
    evidence: [{ asked: `docker pull ${reference}`, answered: withoutQueries(answered).slice(0, 1000) }],
    remedy,
  })
}
