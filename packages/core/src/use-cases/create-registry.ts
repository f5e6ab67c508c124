import type { ContainerRegistry, RegistryKind } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import { AppError, type FieldIssue, invalidRequest } from '../errors.ts'
import type { VerifyRequest } from '../ports/registry-provider.ts'
import type { Verification } from '../verification.ts'
import { theOrganization } from './access.ts'
import { audit } from './audit.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { providerOf, sealSecrets } from './registry-connection.ts'

export interface RegistryInput {
  readonly name: string
  readonly description: string
  readonly kind: RegistryKind
  readonly url?: string | undefined
  readonly config: Readonly<Record<string, unknown>>
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
    // Told now rather than after a verification of seconds; the store's own rule still has the last word.
    await refuseTakenName(ports, organizationId, input.name)
    const verification = input.unverified
      ? null
      : await provider.verify({ kind: input.kind, ...draft }, input.verify, signal)
    refuseFailed(verification)
    const id = ports.newId()
    const now = timestamp(ports)
    const registry: ContainerRegistry = {
      id,
      organizationId,
      name: input.name,
      description: input.description,
      kind: input.kind,
      url: draft.url,
      config: draft.config,
      sealedSecrets: sealSecrets(ports.vault, id, draft.secrets),
      transport: { caCertificates: null, skipTlsVerify: false, proxyUrl: null, proxyUsername: null },
      repositoryPrefix: '',
      previous: null,
      verification,
      version: 1,
      createdAt: now,
      updatedAt: now,
    }
    await ports.store.transaction(async (tx) => {
      await tx.registries.insert(registry)
      await audit(ports, tx, who, registryEntry('CREATE', registry))
      await tx.events.append({
        type: 'registry.created',
        organizationId,
        data: { registryId: id, name: registry.name, verified: verification !== null },
      })
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

/** Throws `registry.verification_failed`, naming the first cause and carrying all of them. */
export function refuseFailed(verification: Verification | null): void {
  if (verification === null || verification.ok) return
  const errors = verification.findings.filter(({ severity }) => severity === 'error')
  const first = errors[0]
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const text = first
    ? `${first.summary}${more} ${first.remedy?.action ?? ''}`.trim()
    : 'The connection does not work.'
  throw new AppError('registry.verification_failed', `Nothing was saved: ${text}`, {
    findings: verification.findings,
  })
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
