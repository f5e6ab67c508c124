import { type Digest, digestHex } from '@fairlead/core'
import type { Storage } from '@fairlead/oci/registry'
import type { TwinVersion } from '../state/records.ts'

/** 48 bits of the digest: fits a JSON number, and no two manifests of one package will ever share it. */
const versionId = (digest: Digest): number => Number.parseInt(digestHex(digest).slice(0, 12), 16)

/** Manifests of a package with their tags, newest first. */
export async function listVersions(storage: Storage, repository: string): Promise<TwinVersion[]> {
  const [manifests, tags] = await Promise.all([
    storage.manifests.list(repository),
    storage.tags.list(repository),
  ])
  const byDigest = Map.groupBy(tags, ({ digest }) => digest)
  return manifests
    .map(({ digest, createdAt }) => {
      const own = byDigest.get(digest) ?? []
      return {
        id: versionId(digest),
        digest,
        tags: own.map((tag) => tag.name).sort(),
        createdAt,
        updatedAt: [createdAt, ...own.map((tag) => tag.updatedAt)].sort().at(-1) ?? createdAt,
      }
    })
    .reverse()
}
