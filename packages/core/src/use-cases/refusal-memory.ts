import type { ContainerRegistry, RegistryConnection } from '../domain/container-registry.ts'
import { AppError, isAppError } from '../errors.ts'
import { bySeverity, type FindingCode, finding } from '../finding.ts'
import type { Clock } from '../ports/clock.ts'
import type { RefusedCredential } from '../ports/registry-care.ts'
import type { RegistryProvider, VerifyRequest } from '../ports/registry-provider.ts'
import type { Store } from '../ports/store.ts'
import type { Vault } from '../ports/vault.ts'
import { Secret } from '../values/secret.ts'
import { type Capabilities, concludeVerification, type Verification } from '../verification.ts'
import { checkOf } from './added-check.ts'
import { phaseOf } from './next-verification.ts'
import { askedAgainAt, FORGOTTEN_AFTER_MS } from './refusal-policy.ts'
import { openConnection } from './registry-connection.ts'

/** The registry or its API looked at the credential and said no to it, whoever asked and for whatever image. */
const REFUSALS: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'token.refused',
  'token.expired',
  'account.inactive',
])

const SPREAD_MS = 5 * 60_000

export interface RefusalPorts {
  readonly store: Pick<Store, 'refusedCredentials'>
  readonly vault: Pick<Vault, 'fingerprint'>
  readonly clock: Clock
}

// GitHub looks at the token alone: its setting `username` names whose images are meant, not who asks.
const IS_GITHUB: ReadonlySet<string> = new Set(['GITHUB_CR', 'GITHUB_ENTERPRISE_CR'])

const sorted = (record: Readonly<Record<string, unknown>>): readonly unknown[] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))

/** Tells whether two connections show a registry the same credential; undefined for one that has none of its own. */
export function fingerprintOf(
  vault: Pick<Vault, 'fingerprint'>,
  connection: RegistryConnection,
): string | undefined {
  const { kind, url, config, secrets } = connection
  const revealed = Object.fromEntries(
    Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]),
  )
  if (Object.keys(revealed).length === 0) return undefined
  const account = IS_GITHUB.has(kind) ? [] : sorted(config)
  return vault.fingerprint(new Secret(JSON.stringify([url, account, sorted(revealed)])))
}

const isKeptBack = (clock: Clock, refused: RefusedCredential): boolean => clock.now() < askedAgainAt(refused)

/** What is remembered of a connection's credential, if it is to be kept from the registry now. */
export async function rememberedRefusal(
  { store, vault, clock }: RefusalPorts,
  connection: RegistryConnection,
): Promise<RefusedCredential | undefined> {
  const fingerprint = fingerprintOf(vault, connection)
  const refused = fingerprint && (await store.refusedCredentials.get(fingerprint))
  return refused && isKeptBack(clock, refused) ? refused : undefined
}

/**
 * When the schedule may show a stored credential to its registry again; undefined for one that is not kept from it. Those
 * of one credential, which become free at one moment, are spread over some minutes.
 */
export async function keptBackUntil(
  ports: RefusalPorts & { readonly vault: Vault },
  registry: ContainerRegistry,
): Promise<Date | undefined> {
  try {
    const refused = await rememberedRefusal(ports, openConnection(ports.vault, registry))
    if (!refused) return undefined
    const spreadMs = phaseOf(registry.id, refused.times) * SPREAD_MS
    return new Date(askedAgainAt(refused).getTime() + Math.round(spreadMs))
  } catch (error) {
    // Whoever verifies it next meets that as well, and tells it.
    if (isAppError(error, 'secret.unreadable')) return undefined
    throw error
  }
}

/** A pull succeeded with it. */
export async function forgetRefusal(
  { store, vault }: RefusalPorts,
  connection: RegistryConnection,
): Promise<void> {
  const fingerprint = fingerprintOf(vault, connection)
  if (fingerprint && (await store.refusedCredentials.get(fingerprint))) {
    await store.refusedCredentials.forget(fingerprint)
  }
}

/** Throws `credential.refused` for a credential that is to be kept from the registry now. */
export async function refuseRemembered(ports: RefusalPorts, connection: RegistryConnection): Promise<void> {
  const refused = await rememberedRefusal(ports, connection)
  if (!refused) return
  const [first] = refused.findings
  throw new AppError(
    'credential.refused',
    `${first?.summary ?? 'The registry refused the credential.'} ${notAskedAgain(connection, refused)}`,
    { findings: refused.findings },
  )
}

/** Forgets what is too old to matter. Returns how many. */
export const forgetOldRefusals =
  ({ store, clock }: Pick<RefusalPorts, 'store' | 'clock'>) =>
  (): Promise<number> =>
    store.refusedCredentials.forgetBefore(new Date(clock.now().getTime() - FORGOTTEN_AFTER_MS))

const notAskedAgain = ({ url }: RegistryConnection, { at }: RefusedCredential): string =>
  `That was at ${at}; it was not shown to ${new URL(url).host} again.`

const UNKNOWN: Capabilities = {
  list: 'unknown',
  pull: 'unknown',
  push: 'unknown',
  delete: 'unknown',
  webhook: 'unknown',
}

/** The verification that is not made. */
function fromMemory(
  { clock }: RefusalPorts,
  connection: RegistryConnection,
  refused: RefusedCredential,
  request: VerifyRequest,
): Verification {
  const { host } = new URL(connection.url)
  const why = notAskedAgain(connection, refused)
  const kept = finding('credential.not_asked_again', {
    summary: `This credential was refused at ${refused.at}, so it was not shown to ${host} again: several bad logins lock out everyone.`,
    evidence: [{ asked: 'what is remembered of this credential', answered: `refused at ${refused.at}` }],
    remedy: {
      action: `Give another credential. If this one has been made good since, verify once more and ask for it: \`again\` in the API, --again on the command line. By itself it is shown again from ${askedAgainAt(refused).toISOString()} on.`,
    },
  })
  const check = checkOf(
    {
      id: 'credential.remembered',
      title: 'Credential',
      detail: `Refused. ${why}`,
      findings: bySeverity([...refused.findings, kept]),
    },
    0,
  )
  request.onStart?.(check)
  request.onCheck?.(check)
  const grounds = { list: why, pull: why, push: why, delete: why, webhook: why }
  return concludeVerification({
    checks: [check],
    capabilities: UNKNOWN,
    grounds,
    credential: { type: 'unknown' },
    startedAt: clock.now().toISOString(),
    durationMs: 0,
  })
}

const refusalsOf = ({ findings }: Verification) =>
  findings.filter(({ code, severity }) => severity === 'error' && REFUSALS.has(code))

/** How somebody else's turn with the same credential ended. */
type Turn = 'refused' | 'answered' | 'unfinished'

/** Resolves with `other`, or rejects when the signal fires first. */
async function orAborted<T>(other: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const stop = (): void =>
    aborted.reject(
      new AppError('operation.canceled', 'The verification was canceled.', { cause: signal.reason }),
    )
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([other, aborted.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/**
 * The same provider, which shows a registry a refused credential once and not again before `askedAgainAt`, unless `again`
 * is asked for: several bad logins lock out everyone. Of several who ask with one credential at the same time, one asks. Kept is
 * a keyed hash, and what the registry said. A success forgets it.
 */
export function withRefusalMemory(provider: RegistryProvider, ports: RefusalPorts): RegistryProvider {
  const turns = new Map<string, Promise<Turn>>()

  async function ask(
    fingerprint: string,
    connection: RegistryConnection,
    request: VerifyRequest,
    signal: AbortSignal,
  ): Promise<Verification> {
    const verification = await provider.verify(connection, request, signal)
    const findings = refusalsOf(verification)
    const { refusedCredentials } = ports.store
    if (findings.length > 0) {
      await refusedCredentials.remember({ fingerprint, findings, at: ports.clock.now().toISOString() })
    } else if (verification.ok || verification.capabilities.pull === 'yes') {
      await forgetRefusal(ports, connection)
    }
    return verification
  }

  async function verify(
    connection: RegistryConnection,
    request: VerifyRequest,
    signal: AbortSignal,
  ): Promise<Verification> {
    const fingerprint = fingerprintOf(ports.vault, connection)
    if (fingerprint === undefined) return provider.verify(connection, request, signal)
    let again = request.again ?? false
    for (;;) {
      const other = turns.get(fingerprint)
      if (!other) break
      const ended = await orAborted(other, signal)
      if (ended === 'answered') return ask(fingerprint, connection, request, signal)
      // Somebody else's refusal of this moment is as good as one of our own.
      if (ended === 'refused') again = false
    }
    const turn = Promise.withResolvers<Turn>()
    turns.set(fingerprint, turn.promise)
    let ended: Turn = 'unfinished'
    try {
      const refused = again ? undefined : await rememberedRefusal(ports, connection)
      if (refused) {
        ended = 'refused'
        return fromMemory(ports, connection, refused, request)
      }
      const verification = await ask(fingerprint, connection, request, signal)
      ended = refusalsOf(verification).length > 0 ? 'refused' : 'answered'
      return verification
    } finally {
      turns.delete(fingerprint)
      turn.resolve(ended)
    }
  }

  const { images, tags } = provider
  return {
    ...provider,
    verify,
    ...(images
      ? {
          async *images(connection, search, signal) {
            await refuseRemembered(ports, connection)
            try {
              yield* images(connection, search, signal)
            } catch (error) {
              await rememberError(ports, connection, error)
              throw error
            }
          },
        }
      : {}),
    ...(tags
      ? {
          async tags(connection, repository, from, signal) {
            await refuseRemembered(ports, connection)
            try {
              return await tags(connection, repository, from, signal)
            } catch (error) {
              await rememberError(ports, connection, error)
              throw error
            }
          },
        }
      : {}),
  }
}

/** Remembers a credential that a registry refused while something was read with it. */
export async function rememberError(
  { store, vault, clock }: RefusalPorts,
  connection: RegistryConnection,
  error: unknown,
): Promise<void> {
  if (!isAppError(error, 'credential.refused')) return
  const fingerprint = fingerprintOf(vault, connection)
  if (fingerprint === undefined) return
  const told = finding('token.refused', {
    summary: error.message,
    remedy: { action: 'Make a new credential and save it in the connection.' },
  })
  await store.refusedCredentials.remember({ fingerprint, findings: [told], at: clock.now().toISOString() })
}
