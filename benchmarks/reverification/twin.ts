import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { startTwin } from '@fairlead/ghcr'
import { createRegistryClient } from '@fairlead/oci/client'
import { createGuardedFetch } from '@fairlead/oci/net'
import { tinyImage } from '../../test/support/sample-image.ts'
import { readOptions, tell } from './child.ts'
import type { SeededConnection } from './messages.ts'

/** A GHCR twin with as many tokens as there are connections, which counts what it is asked. */
const { data, connections } = readOptions<{ data: string; connections: number }>()

const PER_ORGANIZATION = 100
const count = Math.ceil(connections / PER_ORGANIZATION)
const owners = Array.from({ length: count }, (_, index) => `acme-${index}`)
const members = Array.from({ length: connections }, (_, index) => ({
  login: `ada-${index}`,
  owner: owners[Math.floor(index / PER_ORGANIZATION)] ?? 'acme-0',
}))

const twin = await startTwin({
  mode: 'ghcr',
  data,
  seed: {
    users: members.map(({ login }) => ({ login })),
    organizations: owners.map((login) => ({
      login,
      members: members
        .filter(({ owner }) => owner === login)
        .map((each) => ({ login: each.login, role: 'admin' })),
    })),
    tokens: members.map(({ login }) => ({ name: login, login, scopes: ['read:packages', 'read:org'] })),
    // The twin's users share one address: its limit is not what is measured.
    settings: { apiRequestsPerHour: 1_000_000 },
  },
})

async function pushImages(): Promise<void> {
  const fetch = createGuardedFetch({ policy: { privateNetworks: 'allow' } })
  const { signal } = new AbortController()
  const image = tinyImage('benchmark')
  for (const [index, owner] of owners.entries()) {
    const login = `ada-${index * PER_ORGANIZATION}`
    const { value } = await twin.state.createToken({
      name: `push ${owner}`,
      login,
      scopes: ['write:packages'],
    })
    const client = createRegistryClient({
      url: twin.url,
      credential: { username: login, password: value },
      fetch,
    })
    const repository = `${owner}/app`
    for (const blob of image.blobs) {
      await client.pushBlob(repository, blob, () => ReadableStream.from([blob.bytes]), signal)
    }
    await client.pushManifest(repository, '1.0', image.manifest.bytes, image.manifest.mediaType, signal)
  }
  await fetch.close()
}
await pushImages()

let requests = 0
let verifications = new Map<string, number>()
subscribe('http.server.request.start', (message) => {
  const { request } = message as { request: IncomingMessage }
  requests += 1
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (token && request.url === '/api/v3/user') verifications.set(token, (verifications.get(token) ?? 0) + 1)
})

process.on('message', async (order) => {
  if (order === 'count') {
    requests = 0
    verifications = new Map()
  }
  if (order === 'report')
    tell({ kind: 'twin-log', requests, verifications: Object.fromEntries(verifications) })
  if (order === 'end') {
    await twin.close()
    process.disconnect()
  }
})
const seeded: SeededConnection[] = members.map(({ login, owner }) => ({
  owner,
  token: twin.issued.get(login)?.reveal() ?? '',
}))
tell({ kind: 'twin-ready', url: twin.url, apiUrl: twin.apiUrl, connections: seeded })
