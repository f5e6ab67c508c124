import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AssembledImage, assembleImage } from '@fairlead/oci/assemble'

/** A tiny image of the host's platform that holds one file; `content` makes its digest. */
export const tinyImage = (content: string): AssembledImage =>
  assembleImage([[{ path: '/content.txt', content: Buffer.from(content) }]], {
    platform: { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch },
    entrypoint: ['/content.txt'],
  })

/** Writes an image as an OCI layout, which skopeo reads as `oci:<folder>:<tag>`. */
export async function writeLayout(folder: string, image: AssembledImage, tag: string): Promise<void> {
  // https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md
  const blobs = join(folder, 'blobs', 'sha256')
  await mkdir(blobs, { recursive: true })
  for (const { digest, bytes } of [...image.blobs, image.manifest]) {
    await writeFile(join(blobs, digest.slice('sha256:'.length)), bytes)
  }
  const { mediaType, digest, size } = image.manifest
  const annotations = { 'org.opencontainers.image.ref.name': tag }
  const index = { schemaVersion: 2, manifests: [{ mediaType, digest, size, annotations }] }
  await writeFile(join(folder, 'index.json'), JSON.stringify(index))
  await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
}
