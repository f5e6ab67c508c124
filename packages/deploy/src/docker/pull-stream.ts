import { type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'
import type { RegistryCredential } from '@fairlead/core'

/** One line of the engine's answer to a pull. */
export interface PullEvent {
  readonly status?: string
  readonly id?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
  readonly error?: string
}

export interface PullRequest {
  readonly socketPath: string
  /** `host/repository`. */
  readonly repository: string
  readonly digest: string
  /** Host of the registry, which the credential is for. */
  readonly registry: string
  readonly credential?: RegistryCredential | undefined
}

/**
 * Pulls by digest and gives the engine's lines as they come. Not by the client library: that prints the headers of a
 * request, the credential among them, to anybody who sets DEBUG.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageCreate
 */
export async function* streamPull(pull: PullRequest, signal: AbortSignal): AsyncGenerator<PullEvent> {
  const response = await send(pull, signal)
  const isFine = response.statusCode === 200
  try {
    for await (const line of createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY })) {
      const event = parse(line)
      if (event === undefined) continue
      yield isFine ? event : { error: event.message ?? `status ${response.statusCode}` }
    }
    if (!response.complete) throw new Error('the engine closed the connection in the middle of the pull')
  } finally {
    response.destroy()
  }
}

function send(pull: PullRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const query = new URLSearchParams({ fromImage: pull.repository, tag: pull.digest })
  const sent = request({
    socketPath: pull.socketPath,
    path: `/images/create?${query}`,
    method: 'POST',
    agent: false,
    signal,
    headers: {
      host: 'docker',
      'content-length': 0,
      ...(pull.credential ? { 'x-registry-auth': authHeader(pull.registry, pull.credential) } : {}),
    },
  })
  sent.once('response', resolve)
  sent.on('error', reject)
  sent.end()
  return promise
}

/** https://docs.docker.com/reference/api/engine/version/v1.41/#section/Authentication */
function authHeader(registry: string, { username, password }: RegistryCredential): string {
  const serveraddress = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry
  const json = JSON.stringify({ username, password: password.reveal(), serveraddress })
  // URL-safe, but with the padding that Node's own base64url leaves out and engines insist on.
  return Buffer.from(json).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}

function parse(line: string): (PullEvent & { message?: string }) | undefined {
  try {
    return line.trim() === '' ? undefined : JSON.parse(line)
  } catch {
    return undefined
  }
}
