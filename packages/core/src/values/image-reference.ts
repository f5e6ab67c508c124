import { AppError } from '../errors.ts'
import { type Digest, isDigest } from './digest.ts'

/** A parsed `registry/repository[:tag][@digest]`. At least one of tag and digest may be missing. */
export interface ImageReference {
  /** Canonical host with its port if any: `docker.io`, never `index.docker.io`. */
  readonly registry: string
  /** `library/nginx`, `acme/app`. */
  readonly repository: string
  readonly tag?: string
  /** Wins over `tag` where both are given. */
  readonly digest?: Digest
}

const DOCKER_HUB = 'docker.io'
const DOCKER_HUB_NAMES = new Set([
  DOCKER_HUB,
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
])

// https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/
const HOST = /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::[0-9]{1,5})?$/
// The spec leaves the length to the registry; every client known to us stops at 255.
const MAX_REPOSITORY = 255

function invalid(text: string, field: string, problem: string, remedy: string): never {
  throw new AppError(
    'image.reference_invalid',
    `Image reference "${text.slice(0, 300)}": ${field} ${problem}. ${remedy}`,
    {
      issues: [{ field, problem, remedy }],
    },
  )
}

const looksLikeHost = (first: string): boolean =>
  first === 'localhost' || first.includes('.') || first.includes(':') || /[A-Z]/.test(first)

/** True when the text is a tag by the distribution spec (at most 128 characters, no leading dot or dash). */
export const isTag = (text: string): boolean => TAG.test(text)

/** The canonical name of a registry host: Docker Hub's aliases become `docker.io`, letters lower-case. */
export function canonicalRegistry(host: string): string {
  const lower = host.toLowerCase()
  return DOCKER_HUB_NAMES.has(lower) ? DOCKER_HUB : lower
}

function splitHost(text: string, name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/')
  const first = slash < 0 ? '' : name.slice(0, slash)
  // "Acme/app" has no dot or port, so it is an owner in the wrong case and not a host.
  const hostGiven = first !== '' && looksLikeHost(first) && !(/[A-Z]/.test(first) && !/[.:]/.test(first))
  if (!hostGiven) {
    return { registry: DOCKER_HUB, repository: name.includes('/') ? name : `library/${name}` }
  }
  if (!HOST.test(first)) {
    invalid(
      text,
      'registry',
      `"${first}" is not a host name`,
      'Write the host with an optional port, such as ghcr.io.',
    )
  }
  const registry = canonicalRegistry(first)
  const rest = name.slice(slash + 1)
  return { registry, repository: registry === DOCKER_HUB && !rest.includes('/') ? `library/${rest}` : rest }
}

/** Checks a repository path by the spec's grammar. Throws `image.reference_invalid`; `text` is what the user gave. */
export function checkRepository(repository: string, text: string = repository): void {
  if (repository === '' || repository === 'library/') {
    invalid(text, 'repository', 'is missing', 'Write it as <host>/<owner>/<image>:<tag>.')
  }
  if (/[A-Z]/.test(repository)) {
    invalid(text, 'repository', 'must be lower-case', `Registries know it as "${repository.toLowerCase()}".`)
  }
  if (repository.length > MAX_REPOSITORY) {
    invalid(text, 'repository', `is longer than ${MAX_REPOSITORY} characters`, 'Use a shorter name.')
  }
  for (const component of repository.split('/')) {
    if (!COMPONENT.test(component)) {
      invalid(
        text,
        'repository',
        component === '' ? 'has an empty part' : `has the part "${component}"`,
        'Parts hold lower-case letters and digits, joined by ".", "_", "__" or "-".',
      )
    }
  }
}

/**
 * Parses an image reference into its normal form: `nginx` becomes `docker.io/library/nginx`.
 * A tag is not invented: an absent one stays absent. Throws `image.reference_invalid`, naming the part at fault.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests
 */
export function parseReference(input: string): ImageReference {
  const text = input.trim()
  if (text === '') invalid(text, 'reference', 'is empty', 'Write it as <host>/<owner>/<image>:<tag>.')
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    invalid(text, 'reference', 'starts with a scheme', 'Leave out "https://" or "docker://".')
  }
  const at = text.indexOf('@')
  const digest = at < 0 ? undefined : text.slice(at + 1)
  if (digest !== undefined && !isDigest(digest)) {
    invalid(
      text,
      'digest',
      `"${digest.slice(0, 160)}" is malformed`,
      'Expected "sha256:" and 64 lower-case hexadecimal characters.',
    )
  }
  const named = at < 0 ? text : text.slice(0, at)
  const colon = named.lastIndexOf(':')
  const hasTag = colon > named.lastIndexOf('/')
  const tag = hasTag ? named.slice(colon + 1) : undefined
  if (tag !== undefined && !isTag(tag)) {
    invalid(
      text,
      'tag',
      `"${tag.slice(0, 160)}" is malformed`,
      'Tags hold up to 128 letters, digits, "_", "." and "-", and start with none of the last two.',
    )
  }
  const { registry, repository } = splitHost(text, hasTag ? named.slice(0, colon) : named)
  checkRepository(repository, text)
  return { registry, repository, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) }
}

/** The full form: `ghcr.io/acme/app:1.4@sha256:…`. `parseReference(formatReference(x))` equals `x`. */
export function formatReference({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`
}
