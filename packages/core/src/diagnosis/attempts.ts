import type { RegistryConnection } from '../domain/container-registry.ts'
import { AppError, isAppError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { Providers } from '../ports/providers.ts'
import type { VerifyRequest } from '../ports/registry-provider.ts'
import type { Verification } from '../verification.ts'
import { aboutOwner, anonymousConnection, sameness } from './attempt-connections.ts'
import { chooseIdentity, rankIdentities } from './choose-identity.ts'
import type { Asking, Attempt, AttemptIdentity, DiagnosisRequest, Identity } from './diagnosis.ts'
import type { Subject } from './read-subject.ts'
import { sideBySide } from './side-by-side.ts'
import { unusable } from './unusable.ts'

export interface DiagnosisPorts {
  readonly providers: Providers
  readonly clock: Clock
}

/** Nobody, as an attempt is made as. */
export const ANONYMOUS: AttemptIdentity = { id: 'anonymous', name: 'anonymous' }

// GitHub locks out everyone after several bad logins, and a list of stored credentials may well hold several.
const AT_ONCE = 4

type Ends = Pick<VerifyRequest, 'knownExpiry' | 'statedExpiry'>

interface Try {
  readonly who: Asking
  readonly connection: () => RegistryConnection
  readonly ends?: Ends
  readonly push: boolean
}

/** Providers take a host before the image for its own: where the name has it twice, by mistake, one is to be left. */
const askedImage = (image: string, host: string): string =>
  image.startsWith(`${host}/`) ? `${host}/${image}` : image

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

  async function verify({ who, connection: open, ends, push }: Try): Promise<Verification> {
    try {
      const connection = open()
      const provider = ports.providers.get(connection.kind)
      if (!provider)
        throw new AppError('operation.unsupported', `Fairlead does not speak ${connection.kind} yet.`)
      const key = sameness(connection)
      const asked = verifications.get(key) ?? provider.verify(connection, toVerify(who, push, ends), signal)
      verifications.set(key, asked)
      return await asked
    } catch (error) {
      if (signal.aborted || !isAppError(error) || !NOT_USABLE.has(error.code)) throw error
      return unusable(who.name, error, ports.clock)
    }
  }

  function toVerify(who: Asking, push: boolean, ends: Ends = {}): VerifyRequest {
    const { platform, again, onStart, onCheck } = request
    return {
      push,
      ...(subject.image ? { image: askedImage(subject.image, subject.host) } : {}),
      ...(platform ? { platform } : {}),
      ...(again === undefined ? {} : { again }),
      ...ends,
      ...(onStart ? { onStart: (check) => onStart(who, check) } : {}),
      ...(onCheck ? { onCheck: (check) => onCheck(who, check) } : {}),
    }
  }

  async function attempt(one: Try, reason: string): Promise<Attempt> {
    const { id, name, chosen: isChosen } = one.who
    const made = { identity: { id, name }, chosen: isChosen, reason, verification: await verify(one) }
    request.onAttempt?.(made)
    return made
  }

  const tries = ranked.map(({ identity, reason }) => {
    const { id, name, connection, knownExpiry = null, statedExpiry = null, fault } = identity
    const ends = { knownExpiry, statedExpiry }
    const open = (): RegistryConnection => {
      if (fault) throw fault
      return aboutOwner(connection, subject)
    }
    return () =>
      attempt(
        { who: { id, name, chosen: identity === chosen }, connection: open, ends, push: request.push },
        reason,
      )
  })
  const like = (chosen ?? ranked[0]?.identity)?.connection
  const nobody = {
    who: { ...ANONYMOUS, chosen: chosen === undefined },
    connection: () => anonymousConnection(ports.providers, subject, like, request),
    push: request.push && ranked.length === 0,
  }
  const why = chosen ? `${chosen.name} is used instead` : `nothing is stored that fits ${subject.name}`
  return sideBySide([...tries, () => attempt(nobody, why)], AT_ONCE, (make) => make())
}

const NOT_USABLE: ReadonlySet<string> = new Set([
  'request.invalid',
  'operation.unsupported',
  'secret.unreadable',
])
