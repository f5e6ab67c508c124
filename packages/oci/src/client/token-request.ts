import type { Clock, RegistryCredential } from '@fairlead/core'
import { networkFault, readBody } from '../net/index.ts'
import { jsonObject } from '../spec/index.ts'
import type { Call } from './call.ts'
import { basicHeader, type Clean } from './exchange.ts'
import { answerFailure, badAnswer } from './failure.ts'
import { type Answer, discard, type Transport, transferFailure } from './transport.ts'

export interface Token {
  readonly header: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

export interface TokenQuestion {
  readonly realm: URL
  readonly service: string | undefined
  readonly scopes: readonly string[]
}

const MAX_TOKEN_ANSWER = 1024 * 1024
// https://distribution.github.io/distribution/spec/auth/token/: what holds when the answer does not say.
const DEFAULT_LIFETIME_S = 60
// A token must not expire between our look at it and the registry's.
const MARGIN = 0.1

function tokenUrl({ realm, service, scopes }: TokenQuestion): URL {
  const url = new URL(realm)
  if (service !== undefined) url.searchParams.set('service', service)
  for (const scope of scopes) url.searchParams.append('scope', scope)
  return url
}

const lifetimeMs = (seconds: unknown): number =>
  1000 * (typeof seconds === 'number' && seconds > 0 ? seconds : DEFAULT_LIFETIME_S)

/**
 * Asks a token endpoint once, with the credential if there is one.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export function createTokenRequest(parts: {
  readonly transport: Transport
  readonly clock: Clock
  readonly credential: RegistryCredential | undefined
  readonly clean: Clean
}) {
  const { transport, clock, credential, clean } = parts

  async function readToken(answer: Answer, call: Call): Promise<Record<string, unknown>> {
    try {
      return (
        jsonObject(await readBody(answer.response, { maxBytes: MAX_TOKEN_ANSWER, signal: call.signal })) ?? {}
      )
    } catch (error) {
      throw networkFault(error) || call.signal.aborted ? transferFailure(error, answer.url.host, call) : error
    } finally {
      answer.deadline.lift()
    }
  }

  return async (question: TokenQuestion, intent: string, call: Call): Promise<Token> => {
    const askedAt = clock.now().getTime()
    const headers: Record<string, string> = { accept: 'application/json' }
    if (credential) headers.authorization = basicHeader(credential)
    const request = { method: 'GET', url: tokenUrl(question), headers, repeatable: true } as const
    const answer = await transport.send(request, call)
    const host = answer.url.host
    const realm = `${question.realm.origin}${question.realm.pathname}`
    if (answer.status >= 400) {
      const purpose = { host, intent, anonymous: credential === undefined, realm }
      throw answerFailure(answer, purpose, call, clean)
    }
    if (answer.status !== 200) {
      discard(answer)
      throw badAnswer(`${host} answered with status ${answer.status} when it was asked for a token.`, call, {
        status: answer.status,
        realm,
      })
    }
    const body = await readToken(answer, call)
    const token = body.token ?? body.access_token
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
      throw badAnswer(`${host} answered without a token when it was asked for one.`, call, {
        status: answer.status,
        realm,
      })
    }
    const lifetime = lifetimeMs(body.expires_in)
    return { header: `Bearer ${token}`, expiresAt: askedAt + lifetime - lifetime * MARGIN }
  }
}
