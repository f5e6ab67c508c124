import { join } from 'node:path'
import { type Digest, digestAlgorithm, digestHex, isDigest, isTag } from '@fairlead/core'
import { RegistryFault } from '../fault.ts'
import { isRepositoryName } from '../names.ts'

/**
 * Where things are in the folder of a storage:
 *
 *     repositories/acme/app/_/blobs/sha256/<hex>       content, a hard link
 *     repositories/acme/app/_/manifests/sha256/<hex>   one line of JSON about it, then its bytes
 *     repositories/acme/app/_/tags/<name>              JSON
 *     repositories/acme/app/_/referrers/sha256/<hex of the subject>/sha256-<hex>   empty
 *     shared/sha256/<2 hex>/<hex>                      every blob once more, a hard link, found by any repository
 *     uploads/<id>/                                    a session
 *     temporary/                                       files not yet in place, folders being removed
 *
 * `_` is no component of a repository name, so `acme/app` and `acme/app/extra` do not meet. The links count for
 * themselves who still needs a blob: there is nothing to keep in step and no garbage collection that could race.
 */
export interface Paths {
  readonly root: string
  readonly repositories: string
  readonly shared: string
  readonly uploads: string
  readonly temporary: string
  /** Throws `RegistryFault` NAME_INVALID, and so does every function that takes a repository. */
  repository(name: string): string
  blob(repository: string, digest: Digest): string
  sharedBlob(digest: Digest): string
  manifest(repository: string, digest: Digest): string
  tags(repository: string): string
  tag(repository: string, name: string): string
  referrers(repository: string, subject: Digest): string
}

export function storagePaths(root: string): Paths {
  const repositories = join(root, 'repositories')
  const shared = join(root, 'shared')
  const repository = (name: string) => {
    if (!isRepositoryName(name)) throw new RegistryFault('NAME_INVALID')
    return join(repositories, name, '_')
  }
  const byDigest = (folder: string, digest: Digest) => {
    if (!isDigest(digest)) throw new RegistryFault('DIGEST_INVALID', { message: 'the digest is malformed' })
    return join(folder, digestAlgorithm(digest), digestHex(digest))
  }
  return {
    root,
    repositories,
    shared,
    uploads: join(root, 'uploads'),
    temporary: join(root, 'temporary'),
    repository,
    blob: (name, digest) => byDigest(join(repository(name), 'blobs'), digest),
    sharedBlob: (digest) =>
      join(shared, digestAlgorithm(digest), digestHex(digest).slice(0, 2), digestHex(digest)),
    manifest: (name, digest) => byDigest(join(repository(name), 'manifests'), digest),
    tags: (name) => join(repository(name), 'tags'),
    tag: (name, tag) => join(repository(name), 'tags', tagFileName(tag)),
    referrers: (name, subject) => byDigest(join(repository(name), 'referrers'), subject),
  }
}

/**
 * Tags that differ only in case are two files, on file systems that ignore case too: the name in lower case, `~`, and
 * which of its letters are capitals as a hexadecimal mask. At most 162 characters.
 */
function tagFileName(tag: string): string {
  if (!isTag(tag)) throw new RegistryFault('MANIFEST_INVALID', { message: 'the tag is malformed' })
  let capitals = 0n
  for (const letter of tag) capitals = (capitals << 1n) | (letter >= 'A' && letter <= 'Z' ? 1n : 0n)
  return `${tag.toLowerCase()}~${capitals.toString(16)}`
}
