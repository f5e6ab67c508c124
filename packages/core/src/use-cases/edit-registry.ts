import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import { AppError, invalidRequest } from '../errors.ts'
import type { ParsedDraft, RegistryProvider } from '../ports/registry-provider.ts'
import { theRegistry } from './access.ts'
import { audit } from './audit.ts'
import { missingSecret, type RegistryInput, refuseFailed, registryEntry } from './create-registry.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { openSecrets, providerOf, sealSecrets } from './registry-connection.ts'
import { knownExpiry } from './verify-registry.ts'

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
    const draft = withStoredSecrets(ports, provider, stored, input)
    const request = { ...input.verify, knownExpiry: knownExpiry(stored) }
    const verification = input.unverified
      ? null
      : await provider.verify({ kind: stored.kind, ...draft }, request, signal)
    refuseFailed(verification)
    const edited: ContainerRegistry = {
      ...stored,
      name: input.name,
      description: input.description,
      url: draft.url,
      config: draft.config,
      sealedSecrets: sealSecrets(ports.vault, id, draft.secrets),
      verification,
      updatedAt: timestamp(ports),
    }
    return ports.store.transaction(async (tx) => {
      const saved = await tx.registries.save(edited)
      await audit(ports, tx, who, registryEntry('UPDATE', saved))
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
): ParsedDraft {
  const isGiven = (name: string): boolean => (input.config[name] ?? '') !== ''
  const leftOut = provider.form.fields.filter(({ name, secret }) => secret && !isGiven(name))
  const isAnonymous = !Object.keys(input.config).some(isGiven)
  const kept = leftOut.length === 0 || isAnonymous ? {} : openSecrets(ports.vault, stored)
  const borrowed = Object.fromEntries(
    leftOut.flatMap(({ name }) => (kept[name] ? [[name, kept[name].reveal()]] : [])),
  )
  const draft = provider.parse({ url: input.url ?? stored.url, config: { ...input.config, ...borrowed } })
  const moved = draft.url !== stored.url || !sameConfig(draft.config, stored.config)
  const [needed] = Object.keys(borrowed)
  if (moved && needed !== undefined) throw missingSecret(needed)
  return draft
}

function sameConfig(a: ContainerRegistry['config'], b: ContainerRegistry['config']): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => a[name] === b[name])
}

const conflict = ({ name, version }: ContainerRegistry): AppError =>
  new AppError(
    'registry.conflict',
    `The container registry "${name}" was changed by somebody else (it is at version ${version}). Read it again and repeat the change.`,
    { details: { version } },
  )
