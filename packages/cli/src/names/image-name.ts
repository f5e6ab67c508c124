import { usageFailure } from '../failure.ts'

/** `ghcr.io/acme/app:1.4` in its parts, as typed: the server checks them. */
export interface TypedImage {
  /** `ghcr.io`, when the text begins with a host. */
  readonly host: string | undefined
  readonly repository: string
  readonly tag: string | undefined
}

const HOST = /^(?:localhost|\[[0-9a-f:.]+\]|[^/]*[.:][^/]*)$/i

/** Splits what a person types for an image. Throws a usage failure for a digest, which a tag alone can name here. */
export function readImageName(text: string): TypedImage {
  if (text.includes('@')) {
    throw usageFailure(
      `"${text}" names a digest; a container is created from a tag.`,
      'Give the tag: its digest is pinned when it is deployed, and that is what runs.',
    )
  }
  const bare = text.replace(/^https?:\/\//, '')
  const slash = bare.indexOf('/')
  const first = slash < 0 ? '' : bare.slice(0, slash)
  const host = HOST.test(first) ? first.toLowerCase() : undefined
  const rest = host === undefined ? bare : bare.slice(slash + 1)
  const colon = rest.lastIndexOf(':')
  if (colon <= rest.lastIndexOf('/')) return { host, repository: rest, tag: undefined }
  return { host, repository: rest.slice(0, colon), tag: rest.slice(colon + 1) }
}
