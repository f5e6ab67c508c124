import { expect, test } from 'vitest'
import { nextPage, OCI_EMPTY, OCI_INDEX, OCI_MANIFEST, sha256Digest } from '../../spec/index.ts'
import { indexBytes, manifestBytes } from '../testing/manifest-bytes.ts'
import { codesOf, type RunningRegistry, startRegistry, tickingClock } from '../testing/running-registry.ts'

const SUBJECT = sha256Digest(Buffer.from('the image'))
const subject = { mediaType: OCI_MANIFEST, digest: SUBJECT, size: 9 }

interface Listed {
  readonly manifests: readonly { digest: string; artifactType?: string; annotations?: object }[]
}

async function refer(registry: RunningRegistry, fields: object): Promise<string> {
  const config = await registry.storage.blobs.put('acme/app', Buffer.from('{}'))
  const bytes = manifestBytes({ config: { mediaType: OCI_EMPTY, ...config }, layers: [], subject, ...fields })
  await registry.storage.manifests.put('acme/app', bytes, OCI_MANIFEST)
  return sha256Digest(bytes)
}

const list = async ({ fetch }: RunningRegistry, query = '') => {
  const answer = await fetch(`/v2/acme/app/referrers/${SUBJECT}${query}`)
  return { answer, body: (await answer.json()) as Listed }
}

test('manifests that refer to a subject are listed with their type and annotations', async () => {
  const registry = await startRegistry({ clock: tickingClock() })
  const signature = await refer(registry, { artifactType: 'signature', annotations: { by: 'me' } })
  const untyped = await refer(registry, {})
  const index = indexBytes({ subject })
  await registry.storage.manifests.put('acme/app', index, OCI_INDEX)
  const { answer, body } = await list(registry)
  expect(answer.headers.get('content-type')).toBe(OCI_INDEX)
  expect(body).toEqual({
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: [
      expect.objectContaining({
        digest: signature,
        artifactType: 'signature',
        annotations: { by: 'me' },
        mediaType: OCI_MANIFEST,
        size: expect.any(Number),
      }),
      expect.objectContaining({ digest: untyped, artifactType: OCI_EMPTY }),
      { mediaType: OCI_INDEX, digest: sha256Digest(index), size: index.length },
    ],
  })
})

test('a filter is applied and said to be', async () => {
  const registry = await startRegistry()
  const sbom = await refer(registry, { artifactType: 'sbom' })
  await refer(registry, { artifactType: 'signature' })
  const { answer, body } = await list(registry, '?artifactType=sbom')
  expect(answer.headers.get('oci-filters-applied')).toBe('artifactType')
  expect(body.manifests.map(({ digest }) => digest)).toEqual([sbom])
})

test('nobody refers to a subject that is unknown, in a repository that is unknown', async () => {
  const { answer, body } = await list(await startRegistry())
  expect([answer.status, body.manifests]).toEqual([200, []])
})

test('a deleted referrer is listed no more, and again when it comes back', async () => {
  const registry = await startRegistry()
  const digest = await refer(registry, { artifactType: 'sbom' })
  await registry.fetch(`/v2/acme/app/manifests/${digest}`, { method: 'DELETE' })
  expect((await list(registry)).body.manifests).toEqual([])
  await refer(registry, { artifactType: 'sbom' })
  expect((await list(registry)).body.manifests).toHaveLength(1)
})

test('a list too long for one index goes on by its link', async () => {
  const registry = await startRegistry({ clock: tickingClock() })
  const long = 'x'.repeat(1_000_000)
  const pushed: string[] = []
  for (let turn = 0; turn < 6; turn++) {
    pushed.push(await refer(registry, { artifactType: 'sbom', annotations: { long, turn: String(turn) } }))
  }
  const found: string[] = []
  let pages = 0
  for (let query: string | undefined = '?artifactType=sbom'; query !== undefined; pages++) {
    const { answer, body } = await list(registry, query)
    found.push(...body.manifests.map(({ digest }) => digest))
    const next = nextPage(answer.headers.get('link'))
    query = next && new URL(next, registry.url).search
  }
  expect([pages, found]).toEqual([2, pushed])
})

test('a malformed digest is 400', async () => {
  const { fetch } = await startRegistry()
  const answer = await fetch('/v2/acme/app/referrers/sha256:nonsense')
  expect([answer.status, await codesOf(answer)]).toEqual([400, ['DIGEST_INVALID']])
})
