import { canonicalRegistry, parseReference } from '@fairlead/core'

export interface AskedImage {
  readonly repository: string
  /** A tag or a digest. */
  readonly reference: string
}

/**
 * `repository[:tag][@digest]`, with `latest` where nothing is said, as container engines read it; the registry's own
 * host may stand before it. Throws `image.reference_invalid`.
 */
export function readImage(image: string, url: string): AskedImage {
  const { host } = new URL(url)
  const path = image.startsWith(`${host}/`) ? image.slice(host.length + 1) : image
  // The host is only there so that the rest is read as what follows one: on Docker Hub `nginx` is `library/nginx`.
  const registry = canonicalRegistry(host)
  const { repository, tag, digest } = parseReference(
    `${registry === 'docker.io' ? registry : 'registry.invalid'}/${path}`,
  )
  return { repository, reference: digest ?? tag ?? 'latest' }
}
