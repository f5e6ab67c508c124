import { formatNextPage, OCI_INDEX } from '../../spec/index.ts'
import { RegistryFault } from '../fault.ts'
import type { StoredManifest } from '../storage.ts'
import { sendJson } from './answer.ts'
import type { Handler } from './call.ts'
import { requireDigest } from './digest-parameter.ts'

/** Clients take indexes of 4 MiB; the rest of one is its frame. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024 - 4096

function descriptorOf({ mediaType, digest, size, artifactType, annotations }: StoredManifest) {
  return { mediaType, digest, size, artifactType, annotations }
}

/** As many as fit a page, at least one. */
function fill(manifests: readonly StoredManifest[]): StoredManifest[] {
  const page: StoredManifest[] = []
  let bytes = 0
  for (const manifest of manifests) {
    bytes += Buffer.byteLength(JSON.stringify(descriptorOf(manifest))) + 1
    if (page.length > 0 && bytes > MAX_PAGE_BYTES) break
    page.push(manifest)
  }
  return page
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers */
export const listReferrers: Handler = async (call) => {
  const { storage, behaviour, route } = call
  if (behaviour.referrers === false) throw new RegistryFault('MANIFEST_UNKNOWN')
  const subject = requireDigest(route.reference)
  const artifactType = route.query.get('artifactType')
  const last = route.query.get('last')
  const all = await storage.manifests.referrers(route.repository, subject)
  const wanted = all.filter((manifest) => artifactType === null || manifest.artifactType === artifactType)
  const rest = wanted.slice(last === null ? 0 : wanted.findIndex(({ digest }) => digest === last) + 1)
  const page = fill(rest)
  const next = new URLSearchParams({
    ...(artifactType === null ? {} : { artifactType }),
    last: page.at(-1)?.digest ?? '',
  })
  sendJson(
    call,
    { schemaVersion: 2, mediaType: OCI_INDEX, manifests: page.map(descriptorOf) },
    {
      'Content-Type': OCI_INDEX,
      ...(artifactType === null ? {} : { 'OCI-Filters-Applied': 'artifactType' }),
      ...(page.length < rest.length
        ? { Link: formatNextPage(`/v2/${route.repository}/referrers/${subject}?${next}`) }
        : {}),
    },
  )
}
