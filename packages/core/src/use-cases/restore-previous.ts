import { isAboutWhoAsks } from '../diagnosis/situation.ts'
import type { ContainerRegistry, RegistryConnection } from '../domain/container-registry.ts'
import { registryHealth } from '../domain/registry-health.ts'
import { type AppError, type ErrorCode, isAppError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import type { VerifyRequest } from '../ports/registry-provider.ts'
import { type Check, concludeVerification, type Verification } from '../verification.ts'
import { withCheck } from './added-check.ts'
import { audit } from './audit.ts'
import { registryEntry } from './create-registry.ts'
import { endsOf } from './known-expiry.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { recordVerification } from './record-verification.ts'
import { openConnection, providerOf } from './registry-connection.ts'
import { rotationUndone } from './rotation-findings.ts'
import { imagesOf, runningServices } from './running-images.ts'
import { SYSTEM } from './system.ts'
import { testRunningImages } from './test-running-images.ts'

/** The stored registry with the login that it had before its rotation. */
export const asBefore = (registry: ContainerRegistry): ContainerRegistry | undefined =>
  registry.previous
    ? {
        ...registry,
        config: registry.previous.config,
        sealedSecrets: registry.previous.sealedSecrets,
        verification: registry.previous.verification,
        statedExpiry: registry.previous.statedExpiry ?? null,
        previous: null,
      }
    : undefined

/** The finding by which a new login is to blame for a failed pull: one about who asks. A lockout is everybody's. */
function blame({ findings, capabilities }: Verification): Finding | undefined {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const lost = errors.find(({ code }) => code === 'rotation.image_failed')
  if (lost || capabilities.pull === 'yes') return lost
  return errors.find(({ code }) => code !== 'api.locked_out' && isAboutWhoAsks(code))
}

/**
 * Whether a verification tells something of the login: it pulls, or it is to blame. Of a registry that is down, or that
 * answers nobody for a while, nothing is told.
 */
export const tellsOfLogin = (verification: Verification): boolean =>
  isUp(verification) || blame(verification) !== undefined

// A registry that is down is down for every image.
const isUp = ({ ok, capabilities }: Verification): boolean => ok || capabilities.pull === 'yes'

/**
 * Within the grace time of a rotation one image that is pulled proves nothing for the others: a verification that blames
 * nobody is followed by a test of every image that runs. Returns it with a check each, or as it was.
 */
export async function testedWithinGrace(
  ports: AppPorts,
  registry: ContainerRegistry,
  verification: Verification,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Verification> {
  const before = asBefore(registry)
  if (!before || !isUp(verification) || blame(verification)) return verification
  const checks = await testImages(ports, registry, before, request, verification.durationMs, signal)
  const durationMs = Math.max(
    verification.durationMs,
    ports.clock.now().getTime() - Date.parse(verification.startedAt),
  )
  return checks.length === 0
    ? verification
    : concludeVerification({ ...verification, checks: [...verification.checks, ...checks], durationMs })
}

// Any other fault is not of a login, and would be the same with another one.
const OF_A_LOGIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'credential.refused',
  'credential.denied',
  'image.not_found',
])

/** Tests what runs with one login beside another one of the same connection. */
async function testImages(
  ports: AppPorts,
  registry: ContainerRegistry,
  other: ContainerRegistry,
  watch: Pick<VerifyRequest, 'onStart' | 'onCheck'>,
  startedAfterMs: number,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const images = imagesOf(await runningServices(ports.store, registry.id))
  if (images.length === 0) return []
  return testRunningImages(
    ports,
    {
      provider: providerOf(ports, registry.kind),
      next: openConnection(ports.vault, registry),
      now: openIfPossible(ports, other),
      images,
      watch,
      startedAfterMs,
      blamed: OF_A_LOGIN,
    },
    signal,
  )
}

/** Undefined where the key that sealed the login is gone. */
function openIfPossible(ports: AppPorts, registry: ContainerRegistry): RegistryConnection | undefined {
  try {
    return openConnection(ports.vault, registry)
  } catch (error) {
    if (!isAppError(error, 'secret.unreadable')) throw error
    return undefined
  }
}

export interface Restored {
  readonly registry: ContainerRegistry
  /** Of the login that was restored, with the finding that says so. */
  readonly verification: Verification
}

/**
 * Within the grace time of a rotation: when `verification` of the new login fails for who asks, and the old login passes
 * the same verification (and pulls all that runs, where an image that runs was the cause), the old one is restored. Undefined where nothing is restored. Throws `operation.canceled`.
 */
export async function restorePrevious(
  ports: AppPorts,
  registry: ContainerRegistry,
  verification: Verification,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Restored | undefined> {
  const cause = blame(verification)
  const before = cause && asBefore(registry)
  if (!before) return undefined
  const old = await verifyOld(ports, before, request, signal)
  if (!old?.ok) return undefined
  if (cause.code === 'rotation.image_failed' && !(await pullsAll(ports, before, registry, signal))) {
    return undefined
  }
  const told = rotationUndone(registry, cause)
  const check = { id: 'rotation', title: 'Rotation', detail: told.summary, findings: [told] }
  const outcome = withCheck(old, check, request)
  return store(ports, registry, { ...before, verification: outcome, updatedAt: timestamp(ports) }, told)
}

/** Whether the old login pulls all that runs; what nobody pulls is not held against it. To lose one image for another helps nobody. */
async function pullsAll(
  ports: AppPorts,
  before: ContainerRegistry,
  registry: ContainerRegistry,
  signal: AbortSignal,
): Promise<boolean> {
  const checks = await testImages(ports, before, registry, {}, 0, signal)
  return checks.every(({ status }) => status !== 'failed')
}

/** The old login is asked quietly: what was shown already are the checks of the new one. */
async function verifyOld(
  ports: AppPorts,
  before: ContainerRegistry,
  { onStart: _onStart, onCheck: _onCheck, ...request }: VerifyRequest,
  signal: AbortSignal,
): Promise<Verification | undefined> {
  try {
    const connection = openConnection(ports.vault, before)
    const asked = { ...request, ...endsOf(before) }
    return await providerOf(ports, before.kind).verify(connection, asked, signal)
  } catch (error) {
    if (signal.aborted || !isAppError(error)) throw error
    // A key that is gone, or a kind that does not take the old settings any more: then there is nothing to restore.
    if (UNUSABLE.has(error.code)) return undefined
    throw error
  }
}

const UNUSABLE: ReadonlySet<AppError['code']> = new Set<AppError['code']>([
  'secret.unreadable',
  'request.invalid',
])

async function store(
  ports: AppPorts,
  registry: ContainerRegistry,
  restored: ContainerRegistry & { readonly verification: Verification },
  told: Finding,
): Promise<Restored | undefined> {
  try {
    return await ports.store.transaction(async (tx) => {
      const saved = await tx.registries.save(restored)
      await audit(ports, tx, SYSTEM, registryEntry('ROTATE_UNDO', saved))
      const before = registryHealth(registry.verification)
      await recordVerification(ports)(tx, saved, restored.verification, 'rotation', { before })
      await tx.events.append({
        type: 'registry.rotation_undone',
        organizationId: saved.organizationId,
        data: { registryId: saved.id, name: saved.name, reason: told.summary },
      })
      return { registry: saved, verification: restored.verification }
    })
  } catch (error) {
    // Somebody saved, undid or deleted it meanwhile, and knows better.
    if (isAppError(error, 'registry.conflict') || isAppError(error, 'registry.not_found')) return undefined
    throw error
  }
}
