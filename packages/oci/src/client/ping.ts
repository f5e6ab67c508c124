import type { Challenge } from '../spec/index.ts'
import { bareMediaType, jsonObject, parseChallenge, parseErrors } from '../spec/index.ts'
import type { Authorizer } from './authorizer.ts'
import { type Call, createCall } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import { describeRequest } from './exchange.ts'
import { readAnswer } from './read-answer.ts'
import type { Answer, Transport } from './transport.ts'
import type { Ping } from './types.ts'

const MAX_PING_BODY = 64 * 1024

/**
 * Whether an answer to `GET /v2/` is a registry's. A status alone proves nothing: any web server may answer 200 or
 * 401 to any path. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#determining-support
 */
function isRegistryAnswer(answer: Answer, body: Uint8Array, challenge: Challenge | undefined): boolean {
  if (answer.headers.get('docker-distribution-api-version')?.toLowerCase().startsWith('registry/2'))
    return true
  if (parseErrors(body) !== undefined) return true
  if (answer.status === 401) {
    // A password dialog alone is any protected site's; with a page it is certainly meant for people.
    return challenge?.scheme === 'bearer' || (challenge?.scheme === 'basic' && !answer.isWebPage)
  }
  const isJson = bareMediaType(answer.headers.get('content-type')) === 'application/json'
  return (
    answer.status === 200 &&
    (body.byteLength === 0 ? !answer.isWebPage : isJson && jsonObject(body) !== undefined)
  )
}

const redirectTarget = (answer: Answer, endpoint: Endpoint): string | undefined => {
  if (answer.status < 300 || answer.status >= 400) return undefined
  const location = answer.headers.get('location')
  const target = location === null ? undefined : endpoint.locate(location, answer.url)
  return target && describeRequest('', target).trim()
}

/** Asks whether a registry is there, and how it wants to be authorized. */
export function createPing(parts: {
  readonly endpoint: Endpoint
  readonly transport: Transport
  readonly authorizer: Pick<Authorizer, 'learn'>
}) {
  const { endpoint, transport, authorizer } = parts
  return async (signal: AbortSignal, call: Call = createCall(signal)): Promise<Ping> => {
    const request = { method: 'GET', url: endpoint.at(''), repeatable: true } as const
    const answer = await transport.send(request, call)
    const body = answer.status >= 400 ? answer.errorBody : await readAnswer(answer, MAX_PING_BODY, call)
    const header = answer.headers.get('www-authenticate')
    const challenge = answer.status === 401 ? authorizer.learn(header) : parseChallenge(header)
    const redirectedTo = redirectTarget(answer, endpoint)
    const contentType = answer.headers.get('content-type')
    const serverTime = Date.parse(answer.headers.get('date') ?? '')
    return {
      status: answer.status,
      isRegistry: isRegistryAnswer(answer, body, challenge),
      exchange: answer.exchange,
      ...(challenge ? { challenge } : {}),
      ...(redirectedTo ? { redirectedTo } : {}),
      ...(contentType === null ? {} : { contentType }),
      ...(Number.isNaN(serverTime) ? {} : { serverTime }),
    }
  }
}
