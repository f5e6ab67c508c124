import { assembleImage } from '@fairlead/oci/assemble'
import { createRegistryClient } from '@fairlead/oci/client'
import { createGuardedFetch } from '@fairlead/oci/net'
import type { SampleTwin } from '@fairlead/server/sample'

const HOST = process.arch === 'x64' ? 'amd64' : process.arch

/** A few kilobytes that do not compress, so that layers have sizes worth showing. */
const padding = (seed: string, kibibytes: number): Buffer => {
  const bytes = Buffer.alloc(kibibytes * 1024)
  let state = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)
  for (let at = 0; at < bytes.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

const imageOf = (repository: string, version: string) => {
  const name = repository.split('/').at(-1) ?? repository
  const base = [{ path: '/usr/lib/runtime.so', content: padding('runtime', 300) }]
  const program = [{ path: `/app/${name}`, content: padding(`${repository}:${version}`, 40), mode: 0o755 }]
  return assembleImage([base, program], {
    platform: { os: 'linux', architecture: HOST },
    entrypoint: [`/app/${name}`, '--listen=:8080'],
    command: ['serve'],
    environment: ['PORT=8080', 'LOG_LEVEL=info', 'TZ=UTC'],
    exposedPorts: ['8080/tcp', '9090/tcp'],
    labels: {
      'org.opencontainers.image.title': name,
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.description': `The ${name} of Acme`,
      'org.opencontainers.image.source': `https://github.com/${repository}`,
    },
    user: '65532:65532',
  })
}

interface Pushing {
  /** Absent: a minute. */
  readonly signal?: AbortSignal
  /** Tags of an image that are pushed side by side; absent: one. */
  readonly atOnce?: number
}

/** Pushes an image per version, under each of the version's tags, as anybody would: with the token that may write. */
export async function pushImages(
  twin: SampleTwin,
  images: Readonly<Record<string, readonly (readonly string[])[]>>,
  { signal = AbortSignal.timeout(60_000), atOnce = 1 }: Pushing = {},
): Promise<void> {
  const fetch = createGuardedFetch({ policy: { privateNetworks: 'allow' } })
  const credential = { username: twin.user, password: twin.pushToken }
  const client = createRegistryClient({ url: twin.url, credential, fetch })
  try {
    for (const [repository, versions] of Object.entries(images)) {
      for (const tags of versions) {
        const { blobs, manifest } = imageOf(repository, tags[0] ?? '')
        for (const blob of blobs) {
          await client.pushBlob(repository, blob, () => ReadableStream.from([blob.bytes]), signal)
        }
        const left = tags.toReversed()
        const work = async (): Promise<void> => {
          for (let tag = left.pop(); tag !== undefined; tag = left.pop()) {
            await client.pushManifest(repository, tag, manifest.bytes, manifest.mediaType, signal)
          }
        }
        await Promise.all(Array.from({ length: atOnce }, work))
      }
    }
  } finally {
    await fetch.close()
  }
}
