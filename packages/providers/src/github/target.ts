import { parseReference } from '@fairlead/core'
import type { Package, Version } from './api-schemas.ts'

/** The image that the pull is proved with. */
export interface Target {
  /** `acme/app` */
  readonly repository: string
  /** A tag or a digest; absent while it is to be chosen. */
  readonly reference?: string
  /** Name within the owner's packages, if the image is one of them: `app`. */
  readonly packageName?: string
}

/**
 * Reads `repository[:tag][@digest]`; an image without an owner is one of the connection's owner, and the registry's
 * own host may stand before it. Throws `image.reference_invalid`.
 */
export function readTarget(image: string, registry: string, owner: string | undefined): Target {
  const { host } = new URL(registry)
  const bare = image.trim().replace(/^[a-z]+:\/\//i, '')
  const path = bare.startsWith(`${host}/`) ? bare.slice(host.length + 1) : bare
  const full = owner && !path.includes('/') ? `${owner}/${path}` : path
  // The host is only there so that the rest is read as what follows one.
  const { repository, tag, digest } = parseReference(`registry.invalid/${full}`)
  const reference = digest ?? tag
  return {
    repository,
    ...(reference ? { reference } : {}),
    ...(owner && repository.startsWith(`${owner}/`)
      ? { packageName: repository.slice(owner.length + 1) }
      : {}),
  }
}

/** A package whose linked repository is private, or may be. */
export const inheritsPrivacy = ({ repository, visibility }: Package): boolean =>
  repository != null && (repository.private ?? visibility !== 'public')

// The package that asks most of the token proves most: a public one is pulled without any right.
const demand = (candidate: Package): number =>
  candidate.visibility === 'public' ? 0 : inheritsPrivacy(candidate) ? 2 : 1

const updated = ({ updated_at }: Package): number => Date.parse(updated_at ?? '') || 0

/** The newest of the packages that ask most of the token. */
export const pickPackage = (packages: readonly Package[]): Package | undefined =>
  [...packages].sort((a, b) => demand(b) - demand(a) || updated(b) - updated(a))[0]

export const packageTarget = (owner: string, { name }: Package): Target => ({
  repository: `${owner}/${name.toLowerCase()}`,
  packageName: name,
})

const GUESSES = 4

export interface Choice {
  readonly reference: string
  /** Manifests that an index behind `reference` probably lists. */
  readonly guesses: readonly string[]
}

/**
 * The tag to pull (the newest unless one is asked for) among a package's versions, newest first. The manifests of an
 * index are pushed just before it and carry no tag, so the untagged versions that follow are likely its own.
 */
export function chooseVersion(versions: readonly Version[], asked: string | undefined): Choice {
  const place = versions.findIndex(({ digest, tags }) =>
    asked === undefined ? tags.length > 0 : tags.includes(asked) || digest === asked,
  )
  const chosen = versions[place]
  const following = place < 0 ? [] : versions.slice(place + 1)
  const end = following.findIndex(({ tags }) => tags.length > 0)
  return {
    reference: asked ?? chosen?.tags[0] ?? versions[0]?.digest ?? 'latest',
    guesses: (end < 0 ? following : following.slice(0, end)).slice(0, GUESSES).map(({ digest }) => digest),
  }
}
