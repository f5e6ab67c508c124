import { type Finding, finding } from '../finding.ts'

const WELL_KNOWN = [
  'ghcr.io',
  'docker.io',
  'quay.io',
  'gcr.io',
  'registry.gitlab.com',
  'registry.k8s.io',
  'public.ecr.aws',
  'mcr.microsoft.com',
  'registry.digitalocean.com',
] as const
// Registries that are only close to another one.
const REAL: readonly string[] = [...WELL_KNOWN, 'icr.io', 'nvcr.io', 'lscr.io']

/** Whether one text becomes the other by one change: a character more, less or another, or two neighbours swapped. */
function isOneSlipAway(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  if (restA.length <= 1 && restB.length <= 1) return true
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]
}

/** The well-known registry that a host was probably meant to be. */
const meantHost = (host: string): string | undefined =>
  REAL.includes(host) ? undefined : WELL_KNOWN.find((known) => isOneSlipAway(host, known))

/** Hosts one slip away from a well-known one may be run by somebody who collects the credentials that are sent there. */
export function misspelledHost(host: string, name: string): Finding | undefined {
  const meant = meantHost(host)
  if (meant === undefined) return undefined
  return finding('image.host_misspelled', {
    summary: `The host ${host} is one slip away from ${meant}, which was probably meant.`,
    evidence: [{ asked: `the host of ${name}`, answered: host }],
    remedy: {
      action: `Write ${meant}${name.slice(host.length)}. If a credential was sent to ${host}, revoke it.`,
    },
  })
}
