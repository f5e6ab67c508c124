import { AppError, invalidRequest } from '../errors.ts'
import { type Finding, finding } from '../finding.ts'
import { canonicalRegistry, formatReference, parseReference } from '../values/image-reference.ts'

/** What a diagnosis is about, taken apart. */
export interface Subject {
  /** Canonical host of the image: `docker.io`, `ghcr.io`, `127.0.0.1:5555`. */
  readonly host: string
  /** True when the text named none, so that container engines take Docker Hub. */
  readonly hostAssumed: boolean
  /** `acme/app`; of an owner alone `acme`; empty for a host alone. */
  readonly repository: string
  /** `acme/app:1.4`, as VerifyRequest.image; absent for an owner or a host alone. */
  readonly image?: string
  /** The first part of the path, in lower case. */
  readonly owner?: string
  /** In full: `ghcr.io/acme/app:1.4`. */
  readonly name: string
  /** What is wrong with the text itself; it was read as it was meant. */
  readonly findings: readonly Finding[]
}

// docker://, oci://, https:// and podman's docker-daemon: and the like.
const SCHEME = /^(?:docker-daemon:|containers-storage:|[a-z][a-z0-9+.-]*:\/\/)/i
const HOST_ALONE = /^(?:localhost|\[[0-9a-f:.]+\]|[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d{1,5})?$/i

const clean = (text: string): string =>
  text
    .trim()
    .replace(/^["'`]+|["'`,]+$/g, '')
    .replace(SCHEME, '')
    .replace(/\/+$/, '')

/** Lower-case but for the tag, which may have capitals. */
function lowerName(text: string): string {
  const at = text.indexOf('@')
  const end = at < 0 ? text.length : at
  const colon = text.lastIndexOf(':', end)
  const name = colon > text.lastIndexOf('/', end) ? text.slice(0, colon) : text.slice(0, end)
  return name.toLowerCase() + text.slice(name.length)
}

function notLowercase(given: string, right: string, whole: string, isOwner: boolean): Finding {
  const slash = given.indexOf('/')
  const ownerOnly = isOwner || (slash > 0 && lowerName(given).slice(slash) === given.slice(slash))
  return finding(ownerOnly ? 'owner.not_lowercase' : 'image.not_lowercase', {
    summary: `The image name ${given} has capital letters, which container engines refuse; registries know it as ${right}.`,
    evidence: [{ asked: `the name ${given}`, answered: 'repository name must be lowercase' }],
    remedy: { action: `Write ${whole}.` },
  })
}

/** The path without its host, to tell which part of it has capitals. */
const pathOf = (text: string, host: string | undefined): string =>
  host === undefined ? text : text.slice(host.length + 1)

function hostIn(text: string): string | undefined {
  const slash = text.indexOf('/')
  const first = slash < 0 ? '' : text.slice(0, slash)
  return /[.:]/.test(first) || first.toLowerCase() === 'localhost' ? first : undefined
}

export interface SubjectOptions {
  /** Whether a host names its images by owners, so that one part alone is an owner and no image. */
  hasOwners(host: string): boolean
}

// `https://ada:secret@ghcr.io/acme/app`, `ada:secret@ghcr.io/acme/app`; but not a tag before a digest.
const CREDENTIALED = /^\s*["'`]?(?:[a-z][a-z0-9+.-]*:\/\/[^/]*@|[^/@]*:[^/@]*@(?!sha\d+:))/i

/** Throws `request.invalid` for an image that is named with a credential; the message does not hold it. */
export function refuseCredentials(text: string, field = 'subject'): void {
  if (!CREDENTIALED.test(text)) return
  throw invalidRequest([
    {
      field,
      problem: 'holds a user name or a password before its host',
      remedy: 'Write HOST/NAME:TAG, and give the credential apart. Change the password if others saw it.',
    },
  ])
}

/**
 * Reads what a person or a tool wrote: an image with or without its host, an owner (`ghcr.io/acme`) or a host alone.
 * Capital letters are a finding, and what they were meant for is read. Throws `image.reference_invalid`, and
 * `request.invalid` for no text at all.
 */
export function readSubject(text: string, { hasOwners }: SubjectOptions): Subject {
  refuseCredentials(text)
  const given = clean(text)
  if (given === '') {
    throw invalidRequest([
      {
        field: 'subject',
        problem: 'is missing, and no line names an image',
        remedy: 'Name the image, such as ghcr.io/acme/app:1.4.',
      },
    ])
  }
  if (HOST_ALONE.test(given)) {
    const host = canonicalRegistry(given)
    return { host, hostAssumed: false, repository: '', name: host, findings: [] }
  }
  const host = hostIn(given)
  const right = lowerName(given)
  const path = pathOf(right, host)
  const isOwner = host !== undefined && /^[a-z0-9_-]+$/.test(path) && hasOwners(canonicalRegistry(host))
  const findings =
    right === given || sameButHost(given, right, host)
      ? []
      : [notLowercase(pathOf(given, host), path, right, isOwner)]
  if (isOwner) {
    const registry = canonicalRegistry(host)
    return {
      host: registry,
      hostAssumed: false,
      repository: path,
      owner: path,
      name: `${registry}/${path}`,
      findings,
    }
  }
  const reference = parseReference(right)
  const name = formatReference(reference)
  const { registry, repository } = reference
  if (repository === '') throw new AppError('image.reference_invalid', `"${given}" names no image.`)
  const owner = repository.includes('/') ? repository.slice(0, repository.indexOf('/')) : undefined
  return {
    host: registry,
    hostAssumed: host === undefined,
    repository,
    image: name.slice(registry.length + 1),
    ...(owner ? { owner } : {}),
    name,
    findings,
  }
}

/** Hosts may be written in any case. */
const sameButHost = (given: string, right: string, host: string | undefined): boolean =>
  host !== undefined && given.slice(host.length) === right.slice(host.length)
