import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Secret, systemClock } from '@fairlead/core'
import { startTwin } from '@fairlead/ghcr'
import { createRegistryClient } from '@fairlead/oci/client'
import { createGuardedFetch } from '@fairlead/oci/net'
import { createProviders } from '@fairlead/providers'
import { tinyImage } from '../test/support/sample-image.ts'
import { formatTimes, median, timeRuns } from './measure.ts'

const LATENCY_MS = 50
const RUNS = 15
/** How deep the checks are; a test of the provider proves it without a clock. What is above it is our own work. */
const DEPTH = 4

/**
 * All checks of one connection against a GHCR twin that holds back each answer for 50 ms, beside a single request to the
 * same twin in the same run: the figure is how many round trips the whole verification is deep.
 */
export async function benchmarkVerification(): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'fairlead-bench-'))
  const fetch = createGuardedFetch({ policy: { privateNetworks: 'allow' } })
  const seeding = await startTwin({
    mode: 'ghcr',
    data,
    seed: {
      users: [{ login: 'ada' }],
      organizations: [{ login: 'acme', members: [{ login: 'ada', role: 'admin' }] }],
    },
  })
  const issue = async (...scopes: string[]): Promise<Secret> =>
    (await seeding.state.createToken({ login: 'ada', scopes })).value
  const [pull, push] = [await issue('read:packages', 'read:org'), await issue('write:packages')]
  const { signal } = new AbortController()
  const credential = { username: 'ada', password: push }
  const client = createRegistryClient({ url: seeding.url, credential, fetch })
  const image = tinyImage('benchmark')
  for (const blob of image.blobs) {
    await client.pushBlob('acme/app', blob, () => ReadableStream.from([blob.bytes]), signal)
  }
  await client.pushManifest('acme/app', '1.0', image.manifest.bytes, image.manifest.mediaType, signal)
  await seeding.close()

  const twin = await startTwin({ mode: 'ghcr', data, latencyMs: LATENCY_MS })
  try {
    const compatibleHosts = [{ registry: twin.url, api: twin.apiUrl }]
    const provider = createProviders({ fetch, clock: systemClock, compatibleHosts }).get('GITHUB_CR')
    if (!provider) throw new Error('There is no provider of GITHUB_CR.')
    const draft = provider.parse({ url: twin.url, config: { username: 'acme', password: pull.reveal() } })
    const connection = { kind: 'GITHUB_CR', ...draft } as const
    const roundTrip = await timeRuns(RUNS, async () => (await fetch(`${twin.url}/v2/`)).arrayBuffer())
    const verify = async (): Promise<void> => {
      const { ok, checks } = await provider.verify(connection, { image: 'acme/app:1.0' }, signal)
      if (!ok || checks.some(({ status }) => status === 'failed'))
        throw new Error('The verification found an error.')
    }
    const verification = await timeRuns(RUNS, verify)
    const ratio = median(verification) / median(roundTrip)
    console.log(`verification of a connection, ${LATENCY_MS} ms latency, ${RUNS} runs each`)
    console.log(`  one round trip      ${formatTimes(roundTrip)}`)
    console.log(`  all checks          ${formatTimes(verification)}`)
    console.log(`  ratio               ${ratio.toFixed(2)} round trips (${DEPTH} of them waiting)`)
  } finally {
    await twin.close()
    await fetch.close()
    await rm(data, { recursive: true, force: true })
  }
}
