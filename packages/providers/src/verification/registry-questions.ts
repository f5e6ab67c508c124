import type { Clock, Finding, RegistryCredential } from '@fairlead/core'
import {
  createRegistryClient,
  type Ping,
  type RegistryClient,
  type RepositoryAction,
} from '@fairlead/oci/client'
import type { Fetch } from '@fairlead/oci/net'
import { clockSkew } from './clock-skew.ts'
import { isAbsentTag } from './image-finding.ts'
import { networkFinding, type Party } from './network-finding.ts'
import { found, passed, type Verdict } from './outcome.ts'
import { type PullObservation, type PullRequest, provePull } from './pull-proof.ts'
import { NAME_UNKNOWN, type RegistryFailure, readRegistryFailure } from './registry-failure.ts'
import { notARegistry, plainOnTls, redirected, registryFinding } from './registry-finding.ts'
import { withinLimit } from './within-limit.ts'

export interface RegistryQuestionsOptions {
  readonly url: string
  readonly credential: RegistryCredential | undefined
  readonly fetch: Fetch
  /** Milliseconds that one question may take. */
  readonly limitMs: number
  readonly trustRealm?: (realm: URL) => boolean
  /** Where the kind is known to give tokens: saves waiting for the registry to say so. */
  readonly usualRealm?: string | undefined
  readonly signal: AbortSignal
}

/** Asks a registry; what fails comes back as a RegistryFailure. Rejects only when the signal fires. */
export interface RegistryQuestions {
  ping(): Promise<Ping | RegistryFailure>
  /**
   * Undefined when the registry logged the credential in, with a token for the actions where it gives tokens. The
   * credential goes to the usual realm beside the ping; only a registry that names another one gets it a second time.
   */
  authenticate(access?: {
    readonly repository: string
    readonly actions: readonly RepositoryAction[]
  }): Promise<RegistryFailure | undefined>
  pull(request: PullRequest): Promise<PullObservation>
  /**
   * A pull as it is to be judged: with up to 1,000 tags for a hint where its tag is absent. Many registries answer to a
   * tag in a repository that is not there as to one in a repository that is; their list of tags knows better.
   */
  withTags(repository: string, observation: PullObservation): Promise<TaggedObservation>
  /** Up to `limit` repositories of the registry's catalog, or why there are none. */
  catalog(limit: number): Promise<readonly string[] | RegistryFailure>
  /** Up to 1,000 tags, in the registry's order, or why there are none. */
  tags(repository: string): Promise<readonly string[] | RegistryFailure>
  /** Undefined when an upload was taken. */
  push(repository: string): Promise<RegistryFailure | undefined>
}

export interface TaggedObservation {
  readonly observation: PullObservation
  readonly tags: readonly string[]
}

const MAX_TAGS = 1000

export const isFailure = <T extends object>(answer: T | RegistryFailure): answer is RegistryFailure =>
  'kind' in answer && 'evidence' in answer

export function askRegistry(options: RegistryQuestionsOptions): RegistryQuestions {
  const { url, credential, fetch, limitMs, trustRealm, usualRealm, signal } = options
  const create = (challenge?: string): RegistryClient =>
    createRegistryClient({
      url,
      credential,
      fetch,
      // A verification tells what it met: one try, and a bad login is not repeated.
      retry: { attempts: 1 },
      ...(trustRealm ? { trustRealm } : {}),
      ...(challenge ? { challenge } : {}),
    })
  const pinged = create()
  const host = new URL(url).host
  const early = usualRealm ? create(`Bearer realm="${usualRealm}",service="${host}"`) : pinged
  const ask = <T>(question: (inner: AbortSignal) => Promise<T>): Promise<T> =>
    withinLimit(limitMs, signal, question)

  async function failureOf(
    question: (inner: AbortSignal) => Promise<unknown>,
  ): Promise<RegistryFailure | undefined> {
    try {
      await ask(question)
      return undefined
    } catch (error) {
      signal.throwIfAborted()
      return readRegistryFailure(error, url)
    }
  }

  async function collect(
    names: (client: RegistryClient, inner: AbortSignal) => AsyncIterable<string>,
    limit: number,
  ): Promise<{ readonly names: readonly string[]; readonly failure: RegistryFailure | undefined }> {
    const found: string[] = []
    const asked = await client()
    const failure = await failureOf(async (inner) => {
      for await (const name of names(asked, inner)) if (found.push(name) >= limit) break
    })
    return { names: found, failure }
  }

  async function askPing(): Promise<Ping | RegistryFailure> {
    try {
      return await ask((inner) => pinged.ping(inner))
    } catch (error) {
      signal.throwIfAborted()
      return readRegistryFailure(error, `GET ${url}/v2/`)
    }
  }
  const ping = askPing()
  ping.catch(() => {})

  /** The client that is as far as one can be: the early one, unless the registry has its tokens elsewhere. */
  async function client(): Promise<RegistryClient> {
    const answer = await ping
    if (isFailure(answer) || !answer.isRegistry) return early
    return answer.challenge?.parameters.realm === usualRealm ? early : pinged
  }

  return {
    ping: () => ping,
    async authenticate(access) {
      const first = failureOf((inner) => early.authenticate(inner, access))
      first.catch(() => {})
      const right = await client()
      return right === early ? first : failureOf((inner) => right.authenticate(inner, access))
    },
    pull: async (request) => provePull({ client: await client(), ask }, request),
    async withTags(repository, observation) {
      if (!isAbsentTag(observation)) return { observation, tags: [] }
      const { names: tags, failure } = await collect(
        (asked, inner) => asked.tags(repository, inner),
        MAX_TAGS,
      )
      if (failure?.kind !== 'absent') return { observation, tags }
      const evidence = [...observation.failure.evidence, ...failure.evidence]
      return {
        observation: { ...observation, failure: { ...failure, ociCode: NAME_UNKNOWN, evidence } },
        tags,
      }
    },
    async catalog(limit) {
      const { names, failure } = await collect((asked, inner) => asked.catalog(inner), limit)
      return failure ?? names
    },
    async tags(repository) {
      const { names, failure } = await collect((asked, inner) => asked.tags(repository, inner), MAX_TAGS)
      return failure ?? names
    },
    push: (repository) => failureOf(async (inner) => (await client()).probePush(repository, inner)),
  }
}

const CAUSE = 'the registry gave no usable answer'

/** What is wrong with an answer to `GET /v2/`; undefined when it is a registry's that can be asked further. */
function pingFinding(party: Party, answer: Ping | RegistryFailure): Finding | undefined {
  if (isFailure(answer)) {
    return registryFinding(party, answer) ?? networkFinding(party, 'closed', answer.evidence)
  }
  const { status, redirectedTo, isRegistry } = answer
  const evidence = [answer.exchange]
  if (redirectedTo !== undefined) return redirected(party, redirectedTo, evidence)
  const kind = status === 429 ? 'rate-limited' : status >= 500 ? 'server-error' : undefined
  if (kind === undefined && !isRegistry && status === 400 && party.address.startsWith('http:'))
    return plainOnTls(party, evidence)
  if (kind === undefined) return isRegistry ? undefined : notARegistry(party, evidence)
  return registryFinding(party, {
    kind,
    status,
    ociCode: '',
    ociMessage: '',
    fromTokenEndpoint: false,
    evidence,
  })
}

/** Whether the registry answers as a registry does, at a time that is not far from ours. */
export function judgeRegistry(party: Party, answer: Ping | RegistryFailure, clock: Clock): Verdict {
  const told = pingFinding(party, answer)
  if (told) return { outcome: found([told]), cause: { code: told.code, text: CAUSE } }
  const challenge = isFailure(answer) ? undefined : answer.challenge
  const how = challenge ? `asks for ${challenge.scheme} authentication` : 'lets anyone in'
  const detail = `${party.address} answers as a registry and ${how}.`
  const skew = isFailure(answer)
    ? undefined
    : clockSkew(new URL(party.address).host, answer.serverTime, clock, answer.exchange.asked)
  return { outcome: skew ? found([skew], detail) : passed(detail) }
}
