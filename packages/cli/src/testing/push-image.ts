import { Secret } from '@fairlead/core'
import { assembleImage } from '@fairlead/oci/assemble'
import { createRegistryClient } from '@fairlead/oci/client'
import { createGuardedFetch } from '@fairlead/oci/net'

export interface PushedImage {
  readonly url: string
  /** `acme/app`. */
  readonly repository: string
  readonly tag: string
  readonly username: string
  readonly token: string
}

/** Pushes a small image for linux/amd64 as any client would. The tag is part of it, so that tags differ in digest. */
export async function pushImage({ url, repository, tag, username, token }: PushedImage): Promise<void> {
  const fetch = createGuardedFetch({ policy: { privateNetworks: 'allow' } })
  const credential = { username, password: new Secret(token) }
  const client = createRegistryClient({ url, credential, fetch })
  const signal = AbortSignal.timeout(20_000)
  const image = assembleImage([[{ path: '/version', content: Buffer.from(tag) }]], {
    platform: { os: 'linux', architecture: 'amd64' },
    entrypoint: ['/version'],
  })
  try {
    for (const blob of image.blobs) {
      await client.pushBlob(repository, blob, () => ReadableStream.from([blob.bytes]), signal)
    }
    await client.pushManifest(repository, tag, image.manifest.bytes, image.manifest.mediaType, signal)
  } finally {
    await fetch.close()
  }
}
