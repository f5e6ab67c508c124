import type { ContainerRegistry, RegistryKind } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import { AppError, type FieldIssue, invalidRequest } from '../errors.ts'
import type { VerifyRequest } from '../ports/registry-provider.ts'
import type { Verification } from '../verification.ts'
import { theOrganization } from './access.ts'
import { audit } from './audit.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { recordVerification } from './record-verification.ts'
import { refuseErrors } from './refuse-errors.ts'
import { connectionOf, providerOf, sealSecrets } from './registry-connection.ts'
import { allSecrets, mergeTransport, type TransportInput } from './registry-transport.ts'
import { defaultPrefix, readPrefix } from './repository-prefix.ts'

export interface RegistryInput extends TransportInput {
  readonly name: string
  readonly description: string
  readonly kind: RegistryKind
  readonly url?: string | undefined
  readonly config: Readonly<Record<string, unknown>>
  /** As ContainerRegistry.repositoryPrefix; left out: `defaultPrefix`, or what is stored. */
  readonly repositoryPrefix?: string | undefined
  /** When the credential ends (ISO 8601). Left out of an edit: as it was, unless the login is another; null: not known. */
  readonly statedExpiry?: string | null | undefined
  /** Save without asking the registry. */
  readonly unverified: boolean
  readonly verify: VerifyRequest
}

/**
 * Proves the connection, then saves it. Throws `registry.verification_failed` with all findings when one of them is an
 * error, `name.taken` and `request.invalid`; in each case nothing is saved.
 */
export const createRegistry =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    input: RegistryInput,
    signal: AbortSignal,
  ): Promise<ContainerRegistry> => {
    await theOrganization(ports.store, who, organizationId)
    const provider = providerOf(ports, input.kind)
    const draft = provider.parse(input)
    const transport = mergeTransport(ports, input)
    const repositoryPrefix = readPrefix(input.repositoryPrefix) ?? defaultPrefix(input.kind, draft.config)
    // Told now rather than after a verification of seconds; the store's own rule still has the last word.
    await refuseTakenName(ports, organizationId, input.name)
    const secrets = allSecrets(draft.secrets, transport)
    const drafted = { kind: input.kind, url: draft.url, config: draft.config, transport: transport.stored }
    const statedExpiry = input.statedExpiry ?? null
    const verification = input.unverified
      ? null
      : await provider.verify(connectionOf(drafted, secrets), { ...input.verify, statedExpiry }, signal)
    refuseFailed(verification)
    const id = ports.newId()
    const now = timestamp(ports)
    const registry: ContainerRegistry = {
      id,
      organizationId,
      name: input.name,
      description: input.description,
      ...drafted,
      sealedSecrets: sealSecrets(ports.vault, id, secrets),
      repositoryPrefix,
      previous: null,
      statedExpiry,
      verification,
      version: 1,
      createdAt: now,
      updatedAt: now,
    }
    await ports.store.transaction(async (tx) => {
      await tx.registries.insert(registry)
      await audit(ports, tx, who, registryEntry('CREATE', registry))
      if (registry.transport.skipTlsVerify) await audit(ports, tx, who, registryEntry(SKIPS_TLS, registry))
      await tx.events.append({
        type: 'registry.created',
        organizationId,
        data: { registryId: id, name: registry.name, verified: verification !== null },
      })
      await recordVerification(ports)(tx, registry, verification, 'saved', { who, before: null })
    })
    return registry
  }

async function refuseTakenName(ports: AppPorts, organizationId: string, name: string): Promise<void> {
  const taken = (await ports.store.registries.listOf(organizationId)).some(
    (registry) => registry.name === name,
  )
  if (!taken) return
  const issue: FieldIssue = {
    field: 'name',
    problem: `"${name}" is taken by another container registry of this organization`,
    remedy: 'Choose another name.',
  }
  throw new AppError('name.taken', `${issue.field} ${issue.problem}. ${issue.remedy}`, { issues: [issue] })
}

/** Audited beside the change itself: who switched the check of the certificate off, and on again. */
export const SKIPS_TLS = 'SKIP_TLS_VERIFY_ON'
export const CHECKS_TLS = 'SKIP_TLS_VERIFY_OFF'

/** Throws `registry.verification_failed`, naming the first cause and carrying all of them. */
export function refuseFailed(verification: Verification | null, unchanged = 'Nothing was saved'): void {
  if (verification === null || verification.ok) return
  refuseErrors('registry.verification_failed', verification.findings, unchanged)
}

export const registryEntry = (action: string, { id, name, organizationId }: ContainerRegistry) => ({
  organizationId,
  action,
  targetType: 'CONTAINER_REGISTRY',
  targetId: id,
  targetName: name,
})

/** The fields of a registry's form that hold a secret. */
export function missingSecret(field: string): AppError {
  return invalidRequest([
    {
      field: `config.${field}`,
      problem: 'is missing, and the address or another setting that it was given for changes',
      remedy: 'Give the secret again, so that it is never sent to a place that it was not meant for.',
    },
  ])
}
