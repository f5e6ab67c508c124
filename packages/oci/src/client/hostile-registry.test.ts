import type { Socket } from 'node:net'
import { Secret } from '@fairlead/core'
import { expect, onTestFinished, test } from 'vitest'
import { drip, flood, serveRaw } from '../../test/raw-server.ts'
import { createGuardedFetch } from '../net/index.ts'
import { createRegistryClient } from './registry-client.ts'
import type { RegistryClient } from './types.ts'

const DIGEST = `sha256:${'a'.repeat(64)}` as const
const { signal } = new AbortController()

/** Every question whose answer is read whole. */
const QUESTIONS: readonly (readonly [string, (client: RegistryClient) => Promise<unknown>, string])[] = [
  ['ping', (client) => client.ping(signal), '200 OK'],
  ['token', (client) => client.authenticate(signal), '200 OK'],
  ['manifest', (client) => client.manifest('acme/app', 'latest', signal), '200 OK'],
  ['page of tags', (client) => Array.fromAsync(client.tags('acme/app', signal)), '200 OK'],
  ['config', (client) => client.blobBytes('acme/app', DIGEST, 1024 * 1024, signal), '200 OK'],
  ['refusal', (client) => client.manifest('acme/app', 'latest', signal), '404 Not Found'],
]

/** A client, of some patience, of a registry whose answers have no end: `body` goes on for ever. */
async function clientOf(
  status: string,
  isToken: boolean,
  idleMs: number,
  body: (socket: Socket) => void,
): Promise<RegistryClient> {
  const server = await serveRaw((socket, request) => {
    if (isToken && !request.startsWith('GET /token')) {
      const challenge = `WWW-Authenticate: Bearer realm="${server.url}/token"`
      socket.write(`HTTP/1.1 401 Unauthorized\r\n${challenge}\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    socket.write(`HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n\r\n`)
    body(socket)
  })
  const fetch = createGuardedFetch({ policy: { privateNetworks: ['127.0.0.0/8'] } })
  onTestFinished(() => fetch.close())
  return createRegistryClient({
    url: server.url,
    credential: { username: 'me', password: new Secret('pass-word') },
    fetch,
    retry: { attempts: 1 },
    limits: { answerMs: 30_000, idleMs },
  })
}

// A refusal is told by its status: its body is only for the words.
const code = (what: string, otherwise: string): string => (what === 'refusal' ? 'image.not_found' : otherwise)

test.each(QUESTIONS)('a %s without end is given up at its limit', async (what, ask, status) => {
  const client = await clientOf(status, what === 'token', 30_000, (socket) =>
    flood(socket, ' '.repeat(65_536)),
  )
  await expect(ask(client)).rejects.toMatchObject({ code: code(what, 'registry.bad_answer') })
})

test.each(QUESTIONS)('a %s that comes by drops is given up in time', async (what, ask, status) => {
  const client = await clientOf(status, what === 'token', 100, (socket) => drip(socket, ' '))
  await expect(ask(client)).rejects.toMatchObject({ code: code(what, 'registry.unreachable') })
})
