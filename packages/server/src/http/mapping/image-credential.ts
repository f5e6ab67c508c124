import type { CredentialProviderResponse } from '@fairlead/api'
import type { ImageCredential } from '@fairlead/core'

/** An answer that says what the login is for: no more than the image, or the host where all of its images have it. */
export function toCredentialProviderResponse(given: ImageCredential): CredentialProviderResponse {
  const { credential, forHost, host, keepSeconds } = given
  const login = credential && { username: credential.username, password: credential.password.reveal() }
  return {
    apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
    kind: 'CredentialProviderResponse',
    cacheKeyType: forHost ? 'Registry' : 'Image',
    cacheDuration: `${keepSeconds}s`,
    auth: login ? { [forHost ? host : keyOf(given)]: login } : {},
  }
}

/**
 * The kubelet takes a leading `v1` or `v2` of a path for the registry's API and leaves it out, so such an image is not
 * found by its own name; by its host it is, and the answer is kept for this image only.
 */
const keyOf = ({ image, host }: ImageCredential): string =>
  /^v[12]\//.test(image.slice(host.length + 1)) ? host : image
