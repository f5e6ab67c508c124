import type { ContainerRegistry, PreviousSecret, RegistryConnection } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import { registryHealth } from '../domain/registry-health.ts'
import { AppError, invalidRequest, isAppError } from '../errors.ts'
import type { ParsedDraft, RegistryProvider, VerifyRequest } from '../ports/registry-provider.ts'
import { concludeVerification, type Verification } from '../verification.ts'
import { theRegistry } from './access.ts'
import { audit } from './audit.ts'
import { refuseFailed, registryEntry } from './create-registry.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { recordVerification } from './record-verification.ts'
import { connectionOf, openSecrets, providerOf, sealSecrets } from './registry-connection.ts'
import { kindSecrets, PROXY_PASSWORD } from './registry-transport.ts'
import { imagesOf, runningServices } from './running-images.ts'
import { testRunningImages } from './test-running-images.ts'

export interface RotationInput {
  /** The new secret, and what else of the login changes with it. */
  readonly config: Readonly<Record<string, unknown>>
  /** How long the old login is kept; 0 keeps none. */
  readonly graceHours: number
  readonly verify: VerifyRequest
  /** When the new secret ends (ISO 8601), where its vendor does not tell. Left out: not known. */
  readonly statedExpiry?: string | null | undefined
  /** The version that the caller saw; absent: the one stored when the request came. */
  readonly version?: number | undefined
}

const HOUR_MS = 3_600_000
/** How often images that went live meanwhile are tested before it is given up. */
const ROUNDS = 5

type Secrets = RegistryConnection['secrets']

/**
 * Replaces the login of a connection by one that was proved, also on every image that runs from the old one, and keeps
 * the old one for a grace time. All is done in one transaction at the end: until then, and when anything fails, nothing
 * changes. Throws `registry.verification_failed` with all findings, `rotation.unfinished` while a grace time runs,
 * `registry.conflict` when somebody else saved meanwhile, `request.invalid`.
 */
export const rotateRegistry =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    id: string,
    input: RotationInput,
    signal: AbortSignal,
  ): Promise<ContainerRegistry> => {
    const stored = await theRegistry(ports.store, who, organizationId, id)
    if (input.version !== undefined && input.version !== stored.version) throw moved(stored)
    refuseUnfinished(stored, timestamp(ports))
    const provider = providerOf(ports, stored.kind)
    const before = storedSecrets(ports, stored)
    const draft = rotatedDraft(provider, stored, input, before)
    const secrets = { ...draft.secrets, ...proxyPassword(before) }
    const next = connectionOf({ ...stored, config: draft.config }, secrets)
    // A date that was known of the old secret says nothing of the new one.
    const statedExpiry = input.statedExpiry ?? null
    const asked = { ...input.verify, knownExpiry: null, statedExpiry }
    const proved = await provider.verify(next, asked, signal)
    refuseFailed(proved, NOTHING)

    let verification = proved
    const tested = new Set<string>()
    for (let round = 0; round < ROUNDS; round += 1) {
      const images = imagesOf(await runningServices(ports.store, id)).filter(({ key }) => !tested.has(key))
      const checks = await testRunningImages(
        ports,
        {
          provider,
          next,
          now: before && connectionOf(stored, before),
          images,
          watch: input.verify,
          startedAfterMs: verification.durationMs,
        },
        signal,
      )
      verification = withChecks(verification, checks, proved.startedAt, ports)
      refuseFailed(verification, NOTHING)
      for (const { key } of images) tested.add(key)
      const sealedSecrets = sealSecrets(ports.vault, id, secrets)
      const saved = await swap(
        ports,
        who,
        {
          ...stored,
          config: draft.config,
          sealedSecrets,
          verification,
          statedExpiry,
        },
        {
          stored,
          tested,
          graceHours: input.graceHours,
        },
      )
      if (saved) return saved
    }
    throw new AppError(
      'registry.conflict',
      'Services were deployed again and again while the new credential was tested. Nothing was changed: rotate again in a moment.',
    )
  }

const NOTHING = 'Nothing was changed'

/** The login as it was, with the proxy's password; undefined where the key that sealed it is gone. */
function storedSecrets(ports: AppPorts, stored: ContainerRegistry): Secrets | undefined {
  try {
    return openSecrets(ports.vault, stored)
  } catch (error) {
    if (!isAppError(error, 'secret.unreadable')) throw error
    return undefined
  }
}

const proxyPassword = (secrets: Secrets | undefined): Secrets => {
  const password = secrets?.[PROXY_PASSWORD]
  return password ? { [PROXY_PASSWORD]: password } : {}
}

/** What is given over what is stored; at least one secret has to be another. The address stays. */
function rotatedDraft(
  provider: RegistryProvider,
  stored: ContainerRegistry,
  { config }: RotationInput,
  before: Secrets | undefined,
): ParsedDraft {
  const own = kindSecrets(before ?? {})
  const names = provider.form.fields.filter(({ secret }) => secret).map(({ name }) => name)
  const given = names.filter((name) => (config[name] ?? '') !== '')
  if (given.length === 0) {
    const [first = 'password'] = names
    throw invalidRequest([
      { field: `config.${first}`, problem: 'is missing', remedy: 'Give the new secret to rotate to.' },
    ])
  }
  const kept = Object.fromEntries(
    Object.entries(own).flatMap(([name, secret]) => (given.includes(name) ? [] : [[name, secret.reveal()]])),
  )
  const draft = provider.parse({ url: stored.url, config: { ...stored.config, ...kept, ...config } })
  const isSame = given.every((name) => own[name]?.reveal() === draft.secrets[name]?.reveal())
  if (!isSame) return draft
  throw invalidRequest([
    {
      field: `config.${given[0]}`,
      problem: 'is the secret that is stored already',
      remedy: 'Make a new secret and rotate to that; the old one can be revoked once its grace time is over.',
    },
  ])
}

function refuseUnfinished({ name, previous }: ContainerRegistry, now: string): void {
  // A slot whose time is over is emptied in a moment, or by this.
  if (!previous || previous.until <= now) return
  throw new AppError(
    'rotation.unfinished',
    `The container registry "${name}" was rotated at ${previous.rotatedAt}, and its old credential is kept until ${previous.until}. End that rotation or undo it first.`,
    { details: { rotated_at: previous.rotatedAt, previous_until: previous.until } },
  )
}

const moved = ({ name, version }: ContainerRegistry): AppError =>
  new AppError(
    'registry.conflict',
    `The container registry "${name}" was changed by somebody else (it is at version ${version}). Read it again and repeat the rotation.`,
    { details: { version } },
  )

const withChecks = (
  verification: Verification,
  checks: Verification['checks'],
  startedAt: string,
  { clock }: AppPorts,
): Verification =>
  concludeVerification({
    ...verification,
    checks: [...verification.checks, ...checks],
    durationMs: clock.now().getTime() - Date.parse(startedAt),
  })

interface Swap {
  readonly stored: ContainerRegistry
  /** Keys of the images that were tested. */
  readonly tested: ReadonlySet<string>
  readonly graceHours: number
}

/** Stores the new login with the old one beside it; undefined when an image runs by now that was not tested. */
function swap(
  ports: AppPorts,
  who: Principal,
  next: ContainerRegistry,
  { stored, tested, graceHours }: Swap,
): Promise<ContainerRegistry | undefined> {
  return ports.store.transaction(async (tx) => {
    const running = imagesOf(await runningServices(tx, next.id))
    if (running.some(({ key }) => !tested.has(key))) return undefined
    const now = ports.clock.now()
    const { config, sealedSecrets, verification, statedExpiry } = stored
    const until = new Date(now.getTime() + graceHours * HOUR_MS).toISOString()
    const previous: PreviousSecret = {
      config,
      sealedSecrets,
      verification,
      statedExpiry,
      rotatedAt: now.toISOString(),
      until,
    }
    const saved = await tx.registries.save({
      ...next,
      previous: graceHours > 0 ? previous : null,
      updatedAt: now.toISOString(),
    })
    await audit(ports, tx, who, registryEntry('ROTATE', saved))
    const before = registryHealth(verification)
    await recordVerification(ports)(tx, saved, next.verification, 'rotation', { who, before })
    await tx.events.append({
      type: 'registry.rotated',
      organizationId: saved.organizationId,
      data: { registryId: saved.id, name: saved.name, previousUntil: until },
    })
    return saved
  })
}
