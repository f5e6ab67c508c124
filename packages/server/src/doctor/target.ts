import {
  canonicalRegistry,
  invalidRequest,
  readLine,
  refuseCredentials,
  writtenAddress,
} from '@fairlead/core'

/** What a diagnosis from the command line is about, and where that is. */
export interface DoctorTarget {
  /** As a person would write it in full; the host is in front of it where one is known. */
  readonly subject: string
  /** Canonical host of the image; `docker.io` where none is named. */
  readonly host: string
  /** Address of the registry, where it was given. */
  readonly address: string | undefined
  /** Address of a GitHub API beside it, where it was given. */
  readonly api: string | undefined
  /** Whether ghcr.io or ghe.com is asked, which GitHub's own tokens of the environment may be sent to. */
  readonly vouchedBy: 'github.com' | 'ghe.com' | 'caller'
}

/** What the caller typed. */
export interface TargetInput {
  /** May be left out where the line names the image. */
  readonly subject?: string | undefined
  readonly line?: string | undefined
  readonly registry?: string | undefined
  readonly api?: string | undefined
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i
const HOST = /^(?:localhost|\[[0-9a-fA-F:.]+\]|[^/]*[.:][^/]*)$/i
// A host alone, as against an image with a tag: `registry.example:5000`, not `nginx:1.27`.
const HOST_ALONE = /^(?:localhost(?::\d+)?|\[[0-9a-f:.]+\](?::\d+)?|[^/:]+\.[^/:]+(?::\d{1,5})?)$/i

function webAddress(field: string, text: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash) {
    return url.href.replace(/\/+$/, '')
  }
  throw invalidRequest([
    {
      field,
      problem: 'is not an http(s) address',
      remedy: 'Write it with its scheme, such as https://ghcr.io.',
    },
  ])
}

function hostOf(subject: string): string | undefined {
  const slash = subject.indexOf('/')
  if (slash < 0) return HOST_ALONE.test(subject) ? subject : undefined
  const first = subject.slice(0, slash)
  return HOST.test(first) ? first : undefined
}

function vouchedBy(host: string, address: string | undefined): DoctorTarget['vouchedBy'] {
  if (address !== undefined && !address.startsWith('https:')) return 'caller'
  if (host === 'ghcr.io') return 'github.com'
  return /^containers\.[\w.-]+\.ghe\.com$/.test(host) ? 'ghe.com' : 'caller'
}

/**
 * Reads an image, an owner or a host, as a container engine reads an image: without a host it is of Docker Hub, or of
 * the registry whose address was given. Throws `request.invalid`.
 */
export function readTarget({ subject = '', line, registry, api }: TargetInput): DoctorTarget {
  refuseCredentials(subject, 'IMAGE')
  const reading = line ? readLine(line) : undefined
  const text = (subject.trim() || reading?.image || reading?.host || '')
    .replace(SCHEME, '')
    .replace(/\/+$/, '')
  const address = registry === undefined ? writtenAddress(subject) : webAddress('registry', registry)
  const named = hostOf(text)
  const there = address === undefined ? undefined : new URL(address).host
  if (named !== undefined && there !== undefined && canonicalRegistry(named) !== canonicalRegistry(there)) {
    throw invalidRequest([
      {
        field: 'registry',
        problem: `is ${there}, but the image is of ${named}`,
        remedy: 'Leave one of them out.',
      },
    ])
  }
  if (text === '' && there === undefined) {
    throw invalidRequest([
      {
        field: 'IMAGE',
        problem: line ? 'is missing, and the line names none' : 'is missing',
        remedy: 'Name the image, such as ghcr.io/acme/app:1.4.',
      },
    ])
  }
  const host = canonicalRegistry(there ?? named ?? 'docker.io')
  const full = there === undefined || named !== undefined ? text : text === '' ? there : `${there}/${text}`
  return {
    subject: full,
    host,
    address,
    api: api === undefined ? undefined : webAddress('api', api),
    vouchedBy: vouchedBy(host, address),
  }
}
