import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import { registryHealth } from '../domain/registry-health.ts'
import { AppError, invalidRequest, isAppError } from '../errors.ts'
import type { ParsedDraft, RegistryProvider } from '../ports/registry-provider.ts'
import { theRegistry } from './access.ts'
import { audit } from './audit.ts'
import {
  CHECKS_TLS,
  missingSecret,
  type RegistryInput,
  refuseFailed,
  registryEntry,
  SKIPS_TLS,
} from './create-registry.ts'
import { endsOf } from './known-expiry.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { recordVerification } from './record-verification.ts'
import {
  connectionOf,
  openSecrets,
  providerOf,
  sameConfig,
  sealSecrets,
  storedTransport,
} from './registry-connection.ts'
import {
  allSecrets,
  isLessSafe,
  kindSecrets,
  mergeTransport,
  type TransportParts,
} from './registry-transport.ts'
import { defaultPrefix, readPrefix } from './repository-prefix.ts'
import { tellOfSlot } from './rotation-findings.ts'

export interface RegistryEdit extends RegistryInput {
  /** The version that the caller saw; absent: the one stored when the request came. */
  readonly version?: number | undefined
}

/**
 * Proves the edited connection, then replaces the stored one. Secrets that are left out stay, unless the address or a
 * setting changes. Throws `registry.conflict` when somebody else saved meanwhile, and all that `createRegistry` throws.
 */
export const editRegistry =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    id: string,
    input: RegistryEdit,
    signal: AbortSignal,
  ): Promise<ContainerRegistry> => {
    const stored = await theRegistry(ports.store, who, organizationId, id)
    if (input.version !== undefined && input.version !== stored.version) throw conflict(stored)
    if (input.kind !== stored.kind) {
      throw invalidRequest([
        {
          field: 'kind',
          problem: `cannot change from ${stored.kind}`,
          remedy: 'Add a new container registry of that kind.',
        },
      ])
    }
    const provider = providerOf(ports, stored.kind)
    const transport = mergeTransport(ports, input, transportBefore(ports, stored))
    const draft = withStoredSecrets(ports, provider, stored, input, transport)
    const secrets = allSecrets(draft.secrets, transport)
    const connection = {
      kind: stored.kind,
      url: draft.url,
      config: draft.config,
      transport: transport.stored,
    }
    const isReplaced = isOtherLogin(ports, stored, draft)
    // What was told or said of the old login's end says nothing of the new one.
    const before = isReplaced ? { knownExpiry: null, statedExpiry: null } : endsOf(stored)
    const statedExpiry = input.statedExpiry === undefined ? before.statedExpiry : input.statedExpiry
    const request = { ...input.verify, knownExpiry: before.knownExpiry, statedExpiry }
    const proved = input.unverified
      ? null
      : await provider.verify(connectionOf(connection, secrets), request, signal)
    refuseFailed(proved)
    const isMoved = draft.url !== stored.url
    // A rotation would have been the other way to a new login; there is none to another address.
    const verification =
      proved && isReplaced && !isMoved ? await tellOfSlot(ports, stored, proved, input.verify) : proved
    const losesSlot = isReplaced || isMoved || isLessSafe(stored.transport, transport.stored)
    const edited: ContainerRegistry = {
      ...stored,
      ...connection,
      name: input.name,
      description: input.description,
      sealedSecrets: sealSecrets(ports.vault, id, secrets),
      repositoryPrefix: nextPrefix(stored, input, draft),
      // A secret that was meant for another place or login would be restored to one that it was not given for.
      previous: losesSlot ? null : stored.previous,
      statedExpiry,
      verification,
      updatedAt: timestamp(ports),
    }
    return ports.store.transaction(async (tx) => {
      const saved = await tx.registries.save(edited)
      await audit(ports, tx, who, registryEntry('UPDATE', saved))
      if (saved.transport.skipTlsVerify !== stored.transport.skipTlsVerify) {
        const action = saved.transport.skipTlsVerify ? SKIPS_TLS : CHECKS_TLS
        await audit(ports, tx, who, registryEntry(action, saved))
      }
      if (stored.previous && !saved.previous) {
        const data = { registryId: id, name: saved.name }
        await tx.events.append({ type: 'registry.rotation_ended', organizationId, data })
      }
      const before = registryHealth(stored.verification)
      await recordVerification(ports)(tx, saved, verification, 'saved', { who, before })
      await tx.events.append({
        type: 'registry.updated',
        organizationId,
        data: { registryId: id, name: saved.name, verified: verification !== null },
      })
      return saved
    })
  }

/**
 * What was typed, with the stored secrets in the place of those that were left out. A draft without any setting is an
 * anonymous connection and borrows none. Secrets are opened only where one is needed, so that a registry whose key was
 * lost is mended by giving them again.
 */
function withStoredSecrets(
  ports: AppPorts,
  provider: RegistryProvider,
  stored: ContainerRegistry,
  input: RegistryEdit,
  transport: TransportParts,
): ParsedDraft {
  const isGiven = (name: string): boolean => (input.config[name] ?? '') !== ''
  const leftOut = provider.form.fields.filter(({ name, secret }) => secret && !isGiven(name))
  // Where a login is nothing but a secret, leaving it out says that it stays.
  const isAnonymous = !Object.keys(input.config).some(isGiven) && Object.keys(stored.config).length > 0
  const kept = leftOut.length === 0 || isAnonymous ? {} : kindSecrets(openSecrets(ports.vault, stored))
  const borrowed = Object.fromEntries(
    leftOut.flatMap(({ name }) => (kept[name] ? [[name, kept[name].reveal()]] : [])),
  )
  const draft = provider.parse({ url: input.url ?? stored.url, config: { ...input.config, ...borrowed } })
  const moved =
    draft.url !== stored.url ||
    !sameConfig(draft.config, stored.config) ||
    isLessSafe(stored.transport, transport.stored)
  // Another way to log in may leave a stored secret unused: then it goes nowhere.
  const needed = Object.keys(borrowed).find((name) => draft.secrets[name] !== undefined)
  if (moved && needed !== undefined) throw missingSecret(needed)
  return draft
}

/** A way whose password cannot be opened any more is mended by giving it again. */
function transportBefore(ports: AppPorts, stored: ContainerRegistry): TransportParts {
  try {
    return storedTransport(ports.vault, stored)
  } catch (error) {
    if (!isAppError(error, 'secret.unreadable')) throw error
    return { stored: stored.transport, password: undefined }
  }
}

/** Whether the registry is asked elsewhere, or as somebody else. */
function isOtherLogin(ports: AppPorts, stored: ContainerRegistry, draft: ParsedDraft): boolean {
  if (!sameConfig(draft.config, stored.config)) return true
  try {
    const before = kindSecrets(openSecrets(ports.vault, stored))
    const names = new Set([...Object.keys(before), ...Object.keys(draft.secrets)])
    return [...names].some((name) => before[name]?.reveal() !== draft.secrets[name]?.reveal())
  } catch (error) {
    if (!isAppError(error, 'secret.unreadable')) throw error
    return true
  }
}

/** A prefix that nobody chose goes with the owner that it came from. */
function nextPrefix(stored: ContainerRegistry, input: RegistryEdit, { config }: ParsedDraft): string {
  const chosen = readPrefix(input.repositoryPrefix)
  if (chosen !== undefined) return chosen
  const before = defaultPrefix(stored.kind, stored.config)
  const follows = before !== '' && stored.repositoryPrefix === before
  return follows ? defaultPrefix(stored.kind, config) : stored.repositoryPrefix
}

const conflict = ({ name, version }: ContainerRegistry): AppError =>
  new AppError(
    'registry.conflict',
    `The container registry "${name}" was changed by somebody else (it is at version ${version}). Read it again and repeat the change.`,
    { details: { version } },
  )
