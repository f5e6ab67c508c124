import { randomBytes } from 'node:crypto'
import { OCI_CONFIG, OCI_LAYER_GZIP, OCI_MANIFEST, sha256Digest } from '../../spec/index.ts'
import { createFileStorage } from '../index.ts'
import { manifestBytes } from './manifest-bytes.ts'

// Pushes images for ever and says what is stored once the storage has said so. Several of these share one folder.
const [root = '', name = ''] = process.argv.slice(2)
const storage = createFileStorage(root)
const repository = `acme/${name}`

async function pushOne(turn: number): Promise<string> {
  const content = randomBytes(200_000)
  const { id } = await storage.uploads.start(repository)
  await storage.uploads.append(repository, id, content.subarray(0, 150_000))
  await storage.uploads.append(repository, id, content.subarray(150_000))
  const config = await storage.blobs.put('acme/shared', Buffer.from(`{"turn":${turn % 5}}`))
  await storage.blobs.mount(repository, config.digest, 'acme/shared')
  const layer = await storage.uploads.commit(repository, id, sha256Digest(content))
  const bytes = manifestBytes({
    config: { mediaType: OCI_CONFIG, ...config },
    layers: [{ mediaType: OCI_LAYER_GZIP, ...layer }],
  })
  const { digest } = await storage.manifests.put(repository, bytes, OCI_MANIFEST)
  await storage.tags.put(repository, `t${turn}`, digest)
  return `${repository} t${turn} ${digest} ${layer.digest} ${config.digest}\n`
}

for (let turn = 0; ; turn++) {
  const line = await pushOne(turn)
  // Written in full before the next push begins, so that the last line is whole or not there.
  await new Promise((written) => process.stdout.write(line, written))
}
