import type { RegistryConnection, RegistryKind } from '../domain/container-registry.ts'
import { AppError, isAppError } from '../errors.ts'
import { finding } from '../finding.ts'
import type { Clock } from '../ports/clock.ts'
import type { Providers } from '../ports/providers.ts'
import type { RegistryProvider, VerifyRequest } from '../ports/registry-provider.ts'
import { concludeVerification, type Verification } from '../verification.ts'
import { chooseIdentity, rankIdentities } from './choose-identity.ts'
import type { Attempt, AttemptIdentity, DiagnosisRequest, Identity } from './diagnosis.ts'
import type { Subject } from './read-subject.ts'
import { sideBySide } from './side-by-side.ts'

export interface DiagnosisPorts {
  readonly providers: Providers
  readonly clock: Clock
}

/** Nobody, as an attempt is made as. */
export const ANONYMOUS: AttemptIdentity = { id: 'anonymous', name: 'anonymous' }

// GitHub locks out everyone after several bad logins, and a list of stored credentials may well hold several.
const AT_ONCE = 4

// Names and addresses that can only be this machine: RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/

/** The address that an image's host has where nothing else is said: plain HTTP for this machine, as Docker has it. */
export const addressOfHost = (host: string): string => `${LOOPBACK.test(host) ? 'http' : 'https'}://${host}`

interface Try {
  readonly who: AttemptIdentity
  readonly connection: () => RegistryConnection
  readonly knownExpiry?: string | null | undefined
  readonly push: boolean
}

/** A verification that could not be made, for a connection that its kind no longer takes. */
function unusable(name: string, error: AppError, clock: Clock): Verification {
  const told = finding('identity.unusable', {
    summary: `${name} cannot be used: ${error.message}`,
    evidence: [{ asked: `the connection ${name}`, answered: error.message }],
    remedy: { action: error.issues[0]?.remedy ?? 'Save its address and credential again.' },
  })
  const check = {
    id: 'connection',
    title: 'Connection',
    status: 'failed',
    detail: told.summary,
    findings: [told],
    startedAfterMs: 0,
    durationMs: 0,
  } as const
  const unknown = {
    list: 'unknown',
    pull: 'unknown',
    push: 'unknown',
    delete: 'unknown',
    webhook: 'unknown',
  } as const
  const why = 'The connection could not be used.'
  return concludeVerification({
    checks: [check],
    capabilities: unknown,
    grounds: { list: why, pull: why, push: why, delete: why, webhook: why },
    credential: { type: 'unknown' },
    startedAt: clock.now().toISOString(),
    durationMs: 0,
  })
}

/** Two identities with the same credential are asked once: a bad one is not to be shown twice. */
function sameness({ kind, url, config, secrets, transport }: RegistryConnection): string {
  const revealed = Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()])
  return JSON.stringify([kind, url, config, revealed, transport ?? null])
}

/** Whether a kind's connection names an owner, whose organization is looked at, and nothing that it logs in with. */
const namesOwner = (kind: RegistryKind): boolean => kind === 'GITHUB_CR' || kind === 'GITHUB_ENTERPRISE_CR'

/** A connection that looks at the owner of the image, whatever owner it was saved for. */
const aboutOwner = (connection: RegistryConnection, { image, owner }: Subject): RegistryConnection =>
  image && owner && namesOwner(connection.kind)
    ? { ...connection, config: { ...connection.config, username: owner } }
    : connection

/** The connection of nobody to an image's host. A kind that has none is asked as any other registry is. */
function anonymousConnection(
  { providers }: DiagnosisPorts,
  subject: Subject,
  like: RegistryConnection | undefined,
): RegistryConnection {
  const url = like?.url ?? addressOfHost(subject.host)
  const transport = like?.transport ? { transport: like.transport } : {}
  const known = providers.forHost(subject.host)
  const parse = (provider: RegistryProvider): RegistryConnection => {
    const config = subject.owner && namesOwner(provider.kind) ? { username: subject.owner } : {}
    return { kind: provider.kind, ...provider.parse({ url, config }), ...transport }
  }
  try {
    return parse(known)
  } catch (error) {
    const generic = providers.get('GENERIC_CR')
    if (!isAppError(error, 'request.invalid') || !generic || generic === known) throw error
    return parse(generic)
  }
}

/** Asks as nobody and as each identity of the host, side by side; the chosen one first, nobody last. */
export async function makeAttempts(
  ports: DiagnosisPorts,
  identities: readonly Identity[],
  subject: Subject,
  request: DiagnosisRequest & { readonly push: boolean },
  signal: AbortSignal,
): Promise<readonly Attempt[]> {
  const ranked = rankIdentities(identities, subject.host, subject.repository)
  const chosen = chooseIdentity(identities, subject.host, subject.repository)?.identity
  const verifications = new Map<string, Promise<Verification>>()

  async function verify({ who, connection: open, knownExpiry, push }: Try): Promise<Verification> {
    try {
      const connection = open()
      const provider = ports.providers.get(connection.kind)
      if (!provider)
        throw new AppError('operation.unsupported', `Fairlead does not speak ${connection.kind} yet.`)
      const key = sameness(connection)
      const asked =
        verifications.get(key) ?? provider.verify(connection, toVerify(who, push, knownExpiry), signal)
      verifications.set(key, asked)
      return await asked
    } catch (error) {
      if (signal.aborted || !isAppError(error) || !NOT_USABLE.has(error.code)) throw error
      return unusable(who.name, error, ports.clock)
    }
  }

  function toVerify(
    who: AttemptIdentity,
    push: boolean,
    knownExpiry: string | null | undefined,
  ): VerifyRequest {
    const { platform, again, onStart, onCheck } = request
    return {
      push,
      ...(subject.image ? { image: subject.image } : {}),
      ...(platform ? { platform } : {}),
      ...(again === undefined ? {} : { again }),
      ...(knownExpiry === undefined ? {} : { knownExpiry }),
      ...(onStart ? { onStart: (check) => onStart(who, check) } : {}),
      ...(onCheck ? { onCheck: (check) => onCheck(who, check) } : {}),
    }
  }

  async function attempt(who: Try, isChosen: boolean, reason: string): Promise<Attempt> {
    const made = { identity: who.who, chosen: isChosen, reason, verification: await verify(who) }
    request.onAttempt?.(made)
    return made
  }

  const tries = ranked.map(({ identity, reason }) => {
    const { id, name, connection, knownExpiry, fault } = identity
    const open = (): RegistryConnection => {
      if (fault) throw fault
      return aboutOwner(connection, subject)
    }
    return () =>
      attempt(
        { who: { id, name }, connection: open, knownExpiry, push: request.push },
        identity === chosen,
        reason,
      )
  })
  const like = (chosen ?? ranked[0]?.identity)?.connection
  const nobody = {
    who: ANONYMOUS,
    connection: () => anonymousConnection(ports, subject, like),
    push: request.push && ranked.length === 0,
  }
  const why = chosen ? `${chosen.name} is used instead` : `nothing is stored that fits ${subject.name}`
  return sideBySide([...tries, () => attempt(nobody, chosen === undefined, why)], AT_ONCE, (make) => make())
}

const NOT_USABLE: ReadonlySet<string> = new Set([
  'request.invalid',
  'operation.unsupported',
  'secret.unreadable',
])
