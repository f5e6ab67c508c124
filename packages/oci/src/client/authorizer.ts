import { AppError, type Clock, type Exchange, isAppError, type RegistryCredential } from '@fairlead/core'
import { type Challenge, formatScope, parseChallenge, parseScopes } from '../spec/index.ts'
import { abandoned, type Call } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import { basicHeader } from './exchange.ts'
import { badAnswer } from './failure.ts'
import { isTrustedRealm } from './realm.ts'
import { createSharedWork } from './shared-work.ts'
import type { Token, TokenQuestion } from './token-request.ts'

/** What a request is sent with. */
export interface Grant {
  readonly header: string
  /** Key of the token in the cache; absent for Basic. */
  readonly key?: string
  /** It was got just now: asking for another one would give the same. */
  readonly fresh: boolean
}

interface Wish {
  /** Scopes that the request needs, the repository's own first; empty for `/v2/` itself. */
  readonly scopes: readonly string[]
  readonly intent: string
}

export interface Authorizer {
  scheme(): 'unknown' | 'basic' | 'bearer'
  /** Remembers how the registry wants to be answered; undefined when the header holds nothing we can answer. */
  learn(header: string | null): Challenge | undefined
  /** What to send right away: undefined until a challenge is known. */
  upfront(wish: Wish, call: Call): Promise<Grant | undefined>
  /** What to send after a 401; undefined when nothing would make a difference. */
  afterChallenge(
    header: string | null,
    used: Grant | undefined,
    wish: Wish,
    call: Call,
  ): Promise<Grant | undefined>
  /** Tells of a failure of the registry itself, so that a password that it refused is not sent again and again. */
  note(failure: AppError): void
}

// A refusal is repeated from memory for so long: registries lock out everyone after repeated bad logins.
const REFUSAL_HOLD_MS = 60_000

/**
 * The scopes to ask for after a challenge. The challenge is the authority on how the registry calls the repository;
 * what we need beyond it (pushing after a look, a second repository to mount from) is added.
 */
function mergeScopes(challenged: string, wished: readonly string[]): readonly string[] {
  const fromChallenge = parseScopes(challenged)
  if (fromChallenge.length === 0) return wished
  const parsed = wished.flatMap((scope) => parseScopes(scope))
  const merged = fromChallenge.map((scope) => {
    const own = parsed.find(({ type, name }) => type === scope.type && name === scope.name)
    return { ...scope, actions: [...new Set([...scope.actions, ...(own?.actions ?? [])])] }
  })
  const further = parsed.slice(1).filter(({ name }) => !merged.some((scope) => scope.name === name))
  return [...merged, ...further].map(formatScope)
}

const wishKey = ({ scopes }: Wish): string => scopes.join(' ')

const questionKey = ({ realm, service, scopes }: TokenQuestion): string =>
  JSON.stringify([realm.href, service ?? '', [...scopes].sort()])

export function createAuthorizer(parts: {
  readonly endpoint: Endpoint
  readonly credential: RegistryCredential | undefined
  readonly clock: Clock
  readonly trustRealm: (realm: URL) => boolean
  readonly requestToken: (question: TokenQuestion, intent: string, call: Call) => Promise<Token>
}): Authorizer {
  const { endpoint, credential, clock } = parts
  const tokens = new Map<string, Token>()
  const share = createSharedWork<{ token: Token; exchanges: readonly Exchange[] }>()
  /** Scopes as the registry calls them, by what we had wished for. */
  const learnedScopes = new Map<string, readonly string[]>()
  let known: Challenge | undefined
  let refusal: { readonly error: AppError; readonly until: number } | undefined

  function realmOf(challenge: Challenge, call: Call): URL {
    const text = challenge.parameters.realm ?? ''
    const realm = URL.canParse(text) ? new URL(text) : undefined
    if (realm !== undefined && isTrustedRealm(realm, endpoint, parts.trustRealm)) return realm
    const shown = realm === undefined ? text.slice(0, 200) : `${realm.origin}${realm.pathname}`
    throw badAnswer(
      `${endpoint.host} sends clients to ${shown} for tokens, which is not on its own host: the credential was not sent there.`,
      call,
      realm && /^https?:$/.test(realm.protocol) && !realm.username && !realm.password
        ? { untrustedRealm: shown }
        : {},
    )
  }

  function repeatRefusal(call: Call): void {
    if (refusal === undefined || refusal.until <= clock.now().getTime()) return
    const { code, message, details } = refusal.error
    throw new AppError(code, message, {
      cause: refusal.error,
      details: { ...details, exchanges: [...call.exchanges] },
    })
  }

  function holdRefusal(error: unknown): void {
    if (credential === undefined || !isAppError(error, 'credential.refused')) return
    refusal = { error, until: clock.now().getTime() + REFUSAL_HOLD_MS }
  }

  async function fetchToken(
    question: TokenQuestion,
    key: string,
    intent: string,
    call: Call,
  ): Promise<Token> {
    const before = [...call.exchanges]
    try {
      const { token, exchanges } = await share(key, call.signal, async (signal) => {
        const own: Call = { signal, exchanges: [] }
        const token = await parts.requestToken(question, intent, own)
        tokens.set(key, token)
        return { token, exchanges: own.exchanges }
      })
      call.exchanges.push(...exchanges)
      return token
    } catch (error) {
      if (call.signal.aborted) throw abandoned(call, question.realm.host)
      holdRefusal(error)
      if (!isAppError(error)) throw error
      const shared = Array.isArray(error.details.exchanges) ? error.details.exchanges : []
      const { code, message, details, cause } = error
      throw new AppError(code, message, { cause, details: { ...details, exchanges: [...before, ...shared] } })
    }
  }

  async function bearer(
    challenge: Challenge,
    scopes: readonly string[],
    intent: string,
    call: Call,
  ): Promise<Grant> {
    const question = { realm: realmOf(challenge, call), service: challenge.parameters.service, scopes }
    const key = questionKey(question)
    const held = tokens.get(key)
    if (held !== undefined && held.expiresAt > clock.now().getTime()) {
      return { header: held.header, key, fresh: false }
    }
    repeatRefusal(call)
    const token = await fetchToken(question, key, intent, call)
    return { header: token.header, key, fresh: true }
  }

  function basic(used: Grant | undefined, call: Call): Grant | undefined {
    if (credential === undefined) return undefined
    const header = basicHeader(credential)
    if (used?.header === header) return undefined
    repeatRefusal(call)
    return { header, fresh: true }
  }

  function learn(header: string | null): Challenge | undefined {
    const challenge = parseChallenge(header)
    known = challenge ?? known
    return challenge
  }

  return {
    scheme() {
      return known === undefined ? 'unknown' : known.scheme === 'basic' ? 'basic' : 'bearer'
    },
    learn,
    async upfront(wish, call) {
      if (known === undefined) return undefined
      if (known.scheme === 'basic') return basic(undefined, call)
      const scopes = learnedScopes.get(wishKey(wish)) ?? mergeUpfront(known, wish)
      return bearer(known, scopes, wish.intent, call)
    },
    async afterChallenge(header, used, wish, call) {
      const challenge = learn(header)
      if (challenge === undefined) return undefined
      if (challenge.scheme === 'basic') return basic(used, call)
      const scopes = mergeScopes(challenge.parameters.scope ?? '', wish.scopes)
      learnedScopes.set(wishKey(wish), scopes)
      const key = questionKey({
        realm: realmOf(challenge, call),
        service: challenge.parameters.service,
        scopes,
      })
      if (used?.key === key) {
        if (used.fresh) return undefined
        // Another caller may have renewed it already.
        if (tokens.get(key)?.header === used.header) tokens.delete(key)
      }
      return bearer(challenge, scopes, wish.intent, call)
    },
    note(failure) {
      // With tokens it is the token endpoint that judges the credential; a registry's 401 may be about one repository.
      if (known?.scheme === 'basic') holdRefusal(failure)
    },
  }
}

// A request that needs no repository takes the challenge's own scope, as `docker login` does.
const mergeUpfront = (challenge: Challenge, wish: Wish): readonly string[] =>
  wish.scopes.length > 0 ? wish.scopes : mergeScopes(challenge.parameters.scope ?? '', [])
