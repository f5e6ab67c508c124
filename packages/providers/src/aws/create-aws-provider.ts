import {
  AppError,
  type CredentialFacts,
  type RegistryConnection,
  type RegistryProvider,
} from '@fairlead/core'
import { canceled } from '../verification/canceled.ts'
import { createCredentialCache } from '../verification/credential-cache.ts'
import { exchangedCredential, failedExchange } from '../verification/exchanged-credential.ts'
import type { Listing } from '../verification/kind-verification.ts'
import { skipped } from '../verification/outcome.ts'
import { verifyKind } from '../verification/verify-kind.ts'
import type { AwsKind, AwsRegistry } from './aws-kind.ts'
import { type AwsProviderOptions, credentialType, loginSetup, secretsOfLogin } from './connection-setup.ts'
import { type AwsLogin, loginOf } from './login.ts'
import { type LoginSetup, type MadeLogin, makeLogin, openSource } from './make-login.ts'
import { judgeList, listRepositories } from './repository-list.ts'
import type { SourceKeys } from './source-keys.ts'
import { callerIdentity } from './sts.ts'

interface Opened {
  readonly registry: AwsRegistry
  readonly setup: LoginSetup
  /** Absent: anonymous. */
  readonly login: AwsLogin | undefined
}

const NO_LIST: Listing = {
  ability: 'no',
  outcome: skipped('There is no list of images without a login; name an image to prove the pull.'),
  images: [],
}

// A network that lets a server out to ECR alone often drops what goes to STS; a name is not worth a longer wait.
const NAME_LIMIT_MS = 3_000

/** Whose the keys are; undefined where AWS does not say, which keeps nobody from pulling. */
async function whose(
  source: SourceKeys,
  setup: LoginSetup,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (source.arn) return source.arn
  const { place } = setup
  const limited = { ...setup, limitMs: Math.min(setup.limitMs, NAME_LIMIT_MS) }
  const answer = await callerIdentity(limited, { place, keys: source.keys }, signal)
  return answer.kind === 'reply' ? answer.value : undefined
}

/** A provider for a registry of AWS. A login is made once for all who need it, and again shortly before it ends. */
export function createAwsProvider(options: AwsProviderOptions, kind: AwsKind): RegistryProvider {
  const { clock, ambientIdentities: lent = false } = options
  const logins = createCredentialCache(clock)

  function open(connection: RegistryConnection): Opened {
    const registry = kind.open(connection)
    const setup = loginSetup(options, connection, registry.place, registry.service)
    return { registry, setup, login: loginOf(connection) }
  }

  return {
    kind: kind.kind,
    form: kind.form,
    recognizes: kind.recognizes,
    parse: (draft) => kind.parse(draft, lent),

    async verify(connection, request, signal) {
      if (signal.aborted) throw canceled(signal)
      const { registry, setup, login } = open(connection)
      let made: MadeLogin | undefined
      let caller: Promise<string | undefined> = Promise.resolve(undefined)

      async function run(of: AwsLogin): Promise<MadeLogin> {
        made = await makeLogin(of, setup, signal)
        if (made.credential) logins.keep(connection, made.credential)
        if (made.source) caller = whose(made.source, setup, signal)
        caller.catch(() => {})
        return made
      }
      async function list(): Promise<Listing> {
        if (!made?.source) return NO_LIST
        const { keys } = made.source
        return judgeList(setup, { ...registry.list, place: registry.place, keys }, signal)
      }
      async function facts(): Promise<CredentialFacts> {
        if (!login) return { type: 'anonymous' }
        const arn = await caller
        return {
          type: credentialType(login),
          ...(arn ? { login: arn } : {}),
          scopesNeeded: kind.leastRights,
          expiresAt: null,
        }
      }
      return verifyKind(
        {
          url: connection.url,
          fetch: setup.fetch,
          clock,
          limitMs: setup.limitMs,
          secrets: login ? secretsOfLogin(login) : [],
          ...(login ? { exchange: { id: 'aws.login', title: 'AWS login', run: () => run(login) } } : {}),
          ...(registry.usualRealm ? { usualRealm: registry.usualRealm } : {}),
          list,
          words: registry.words(login === undefined),
          facts,
          abilities: async () => kind.abilities,
        },
        request,
        signal,
      )
    },

    async credential(connection, signal) {
      if (signal.aborted) throw canceled(signal, 'Reading the credential')
      const { setup, login } = open(connection)
      if (!login) return undefined
      try {
        return await logins.get(connection, signal, async (inner) =>
          exchangedCredential(await makeLogin(login, setup, inner)),
        )
      } catch (error) {
        throw signal.aborted ? canceled(signal, 'Reading the credential') : error
      }
    },

    async *images(connection, search, signal) {
      const { registry, setup, login } = open(connection)
      if (!login)
        throw new AppError(
          'operation.unsupported',
          'AWS lists repositories only to a login. Give the image name in full.',
        )
      try {
        const source = await openSource(login, setup, signal)
        if ('outcome' in source) throw failedExchange(source)
        const { place, list, visibility } = registry
        const names = listRepositories(setup, { ...list, place, keys: source.keys }, search, signal)
        for await (const repository of names) yield { repository, visibility }
      } catch (error) {
        throw signal.aborted ? canceled(signal, 'The list of images') : error
      }
    },
  }
}
