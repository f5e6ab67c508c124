import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { normalizeArchitecture, type Secret } from '@fairlead/core'
import { assembleImage } from '@fairlead/oci/assemble'
import { createRegistryClient } from '@fairlead/oci/client'
import { createGuardedFetch } from '@fairlead/oci/net'

/** The user that a pod of the restricted level may run as. */
const USER = '65532:65532'

export interface WebImage {
  /** `acme/app`. */
  readonly repository: string
  readonly tag: string
  /** Given with a wrong option its program ends at once, with exit code 1. */
  readonly crashes?: boolean
}

/** Pushes an image that serves its own tag on port 8080, made of the one static program that npm delivers for tests. */
export async function pushWebImage(url: string, { repository, tag, crashes }: WebImage, password: Secret) {
  const inEsbuild = createRequire(createRequire(import.meta.url).resolve('esbuild'))
  const program = await readFile(
    inEsbuild.resolve(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`),
  )
  const image = assembleImage(
    [
      [{ path: '/bin/serve', content: program, mode: 0o755 }],
      [{ path: '/www/index.html', content: Buffer.from(tag) }],
    ],
    {
      platform: { os: 'linux', architecture: normalizeArchitecture(process.arch) },
      // Without the last option it would end with its standard input, which a container does not have.
      entrypoint: ['/bin/serve', '--servedir=/www', '--serve=0.0.0.0:8080', '--watch=forever'],
      ...(crashes ? { command: ['--there-is-no-such-option'] } : {}),
      user: USER,
    },
  )
  const signal = AbortSignal.timeout(60_000)
  const fetch = createGuardedFetch({ policy: { privateNetworks: 'allow' } })
  try {
    const client = createRegistryClient({ url, credential: { username: 'ada', password }, fetch })
    for (const blob of image.blobs) {
      await client.pushBlob(repository, blob, () => ReadableStream.from([blob.bytes]), signal)
    }
    const { bytes, mediaType } = image.manifest
    await client.pushManifest(repository, tag, bytes, mediaType, signal)
  } finally {
    await fetch.close()
  }
}
