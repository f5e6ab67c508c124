import type { AppError } from '@fairlead/core'
import type { Authorizer, Grant } from './authorizer.ts'
import { abandoned, type Call } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import type { Clean } from './exchange.ts'
import { answerFailure, badAnswer } from './failure.ts'
import type { Retry } from './retry.ts'
import { type Answer, discard, type OutgoingRequest, type Transport } from './transport.ts'

export interface RegistryRequest extends OutgoingRequest {
  /** Token scopes that it needs; the repository's own first. */
  readonly scopes: readonly string[]
  /** What it is for, after "to": `pull acme/app:1.4`. */
  readonly intent: string
}

/** Talks to one registry: authorizes, follows redirects, turns failures into AppErrors. */
export interface Messenger {
  /** The answer, whatever its status. */
  send(request: RegistryRequest, call: Call): Promise<Answer>
  /** The answer if its status is one of those expected; throws else. */
  expect(statuses: readonly number[], request: RegistryRequest, call: Call): Promise<Answer>
  failure(answer: Answer, request: Pick<RegistryRequest, 'intent'>, call: Call): AppError
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const MAX_REDIRECTS = 5
const READ_REFUSED = 'permission_denied: read_package'

export function createMessenger(parts: {
  readonly endpoint: Endpoint
  readonly authorizer: Authorizer
  readonly transport: Transport
  readonly retry: Retry
  readonly anonymous: boolean
  readonly clean: Clean
}): Messenger {
  const { endpoint, authorizer, transport, clean } = parts

  const carrying = (request: RegistryRequest, url: URL, grant: Grant | undefined): OutgoingRequest => ({
    ...request,
    url,
    headers: { ...request.headers, ...(grant ? { authorization: grant.header } : {}) },
  })

  function nextHop(answer: Answer, call: Call): URL {
    const location = answer.headers.get('location')
    const next = location === null ? undefined : endpoint.locate(location, answer.url)
    if (next === undefined || (next.protocol !== 'https:' && next.protocol !== 'http:')) {
      throw badAnswer(`${answer.url.host} redirects to nowhere.`, call, answer)
    }
    if (answer.url.protocol === 'https:' && next.protocol === 'http:') {
      throw badAnswer(
        `${answer.url.host} redirects from https to http, to ${next.host}: not followed.`,
        call,
        answer,
      )
    }
    return next
  }

  async function follow(request: RegistryRequest, grant: Grant | undefined, call: Call): Promise<Answer> {
    let url = request.url
    let carried = grant
    for (let hops = 0; ; hops += 1) {
      // Only the registry itself is shown what we are authorized by: not where it sends us, nor from there on.
      if (!endpoint.owns(url)) carried = undefined
      const answer = await transport.send(carrying(request, url, carried), call)
      const isRead = request.method === 'GET' || request.method === 'HEAD'
      if (!isRead || !REDIRECTS.has(answer.status)) return answer
      discard(answer)
      if (hops === MAX_REDIRECTS) {
        throw badAnswer(`${endpoint.host} redirects more than ${MAX_REDIRECTS} times.`, call, answer)
      }
      url = nextHop(answer, call)
    }
  }

  async function authorized(request: RegistryRequest, call: Call): Promise<Answer> {
    const used = endpoint.owns(request.url) ? await authorizer.upfront(request, call) : undefined
    const answer = await follow(request, used, call)
    if (answer.status !== 401 || !endpoint.owns(answer.url)) return answer
    const header = answer.headers.get('www-authenticate')
    const grant = await authorizer.afterChallenge(header, used, request, call)
    // A bare 401, or one to what we have just been given: asking again would only loop.
    if (grant === undefined) return answer
    return follow(request, grant, call)
  }

  /** Repositories that we pushed to, by the scope that it took. */
  const pushedTo = new Set<string>()

  async function send(request: RegistryRequest, call: Call): Promise<Answer> {
    const scope = request.scopes[0] ?? ''
    for (let attempt = 1; ; attempt += 1) {
      const answer = await authorized(request, call)
      if (request.method === 'PUT' && answer.status === 201) pushedTo.add(scope)
      // ghcr.io refuses the pusher himself for some seconds after the first push has made the package.
      const isRace =
        answer.status === 403 && answer.errors?.[0]?.message === READ_REFUSED && pushedTo.has(scope)
      if (!isRace) return answer
      const waited = parts.retry.before(attempt, undefined, call.signal)
      const again = await waited.catch(() => {
        throw abandoned(call, endpoint.host)
      })
      if (!again) return answer
    }
  }

  function failure(answer: Answer, { intent }: Pick<RegistryRequest, 'intent'>, call: Call): AppError {
    discard(answer)
    const purpose = { host: answer.url.host, intent, anonymous: parts.anonymous }
    const error = answerFailure(answer, purpose, call, clean)
    if (endpoint.owns(answer.url)) authorizer.note(error)
    return error
  }

  return {
    send,
    failure,
    async expect(statuses, request, call) {
      const answer = await send(request, call)
      if (statuses.includes(answer.status)) return answer
      throw failure(answer, request, call)
    },
  }
}
