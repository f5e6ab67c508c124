import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, Digest } from '@fairlead/core'
import { onTestFinished } from 'vitest'
import { OCI_CONFIG, OCI_LAYER_GZIP, sha256Digest } from '../../spec/index.ts'
import {
  createFileStorage,
  createRegistry,
  REGISTRY_SERVER_OPTIONS,
  type RegistryOptions,
  type Storage,
} from '../index.ts'
import { manifestBytes } from './manifest-bytes.ts'

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-registry-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export async function temporaryStorage(clock?: Clock): Promise<{ root: string; storage: Storage }> {
  const root = await temporaryFolder()
  const storage = createFileStorage(root, clock ? { clock } : {})
  onTestFinished(() => storage.close())
  return { root, storage }
}

export interface RunningRegistry {
  readonly url: string
  readonly port: number
  readonly root: string
  readonly storage: Storage
  readonly errors: unknown[]
  fetch(path: string, init?: RequestInit & { duplex?: 'half' }): Promise<Response>
  /** Sends bytes as they are and gives all that comes back until the registry closes the connection. */
  raw(text: string): Promise<string>
}

/** A registry on a port of its own, until the end of the test. */
export async function startRegistry(
  options: Partial<RegistryOptions> & { root?: string } = {},
): Promise<RunningRegistry> {
  const root = options.root ?? (await temporaryFolder())
  const storage = options.storage ?? createFileStorage(root, options.clock ? { clock: options.clock } : {})
  const errors: unknown[] = []
  const registry = createRegistry({ onError: (error) => errors.push(error), ...options, storage })
  const server = createServer(
    REGISTRY_SERVER_OPTIONS,
    (request, response) => void registry.handle(request, response),
  )
  const port = await listen(server)
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
    await storage.close()
  })
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    port,
    root,
    storage,
    errors,
    fetch: (path, init) => fetch(new URL(path, url), { redirect: 'manual', ...init }),
    raw: (text) =>
      new Promise((resolve, reject) => {
        let answer = ''
        const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
        socket.on('data', (bytes) => {
          answer += bytes.toString('latin1')
        })
        socket.on('close', () => resolve(answer))
        socket.on('error', reject)
      }),
  }
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )

export const codesOf = async (response: Response): Promise<string[]> => {
  const body = (await response.json()) as { errors: { code: string }[] }
  return body.errors.map(({ code }) => code)
}

/** A manifest over blobs that are pushed here too. */
export async function pushImage(
  storage: Storage,
  repository: string,
  text = 'layer',
): Promise<{ bytes: Uint8Array; digest: Digest; layer: Digest; config: Digest }> {
  const layer = await storage.blobs.put(repository, Buffer.from(text))
  const config = await storage.blobs.put(repository, Buffer.from('{}'))
  const bytes = manifestBytes({
    config: { mediaType: OCI_CONFIG, ...config },
    layers: [{ mediaType: OCI_LAYER_GZIP, ...layer }],
  })
  return { bytes, digest: sha256Digest(bytes), layer: layer.digest, config: config.digest }
}

/** A clock that moves by a second each time that it is read. */
export function tickingClock(start = '2026-01-01T00:00:00.000Z'): Clock {
  let now = Date.parse(start)
  return {
    now: () => {
      now += 1000
      return new Date(now)
    },
  }
}
