import type { ContainerRegistry, RegistryKind } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import type { RegistryDraft, VerifyRequest } from '../ports/registry-provider.ts'
import type { Verification } from '../verification.ts'
import { theOrganization, theRegistry } from './access.ts'
import type { AppPorts } from './ports.ts'
import { openConnection, providerOf } from './registry-connection.ts'

/** Proves a connection that is not saved. Throws `request.invalid`; what the registry answers is data. */
export const verifyDraft =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    draft: RegistryDraft & { readonly kind: RegistryKind },
    request: VerifyRequest,
    signal: AbortSignal,
  ): Promise<Verification> => {
    await theOrganization(ports.store, who, organizationId)
    const provider = providerOf(ports, draft.kind)
    return provider.verify({ kind: draft.kind, ...provider.parse(draft) }, request, signal)
  }

/** Proves a saved connection again and keeps the outcome. */
export const verifyRegistry =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    id: string,
    request: VerifyRequest,
    signal: AbortSignal,
  ): Promise<Verification> => {
    const registry = await theRegistry(ports.store, who, organizationId, id)
    const connection = openConnection(ports.vault, registry)
    const asked = { ...request, knownExpiry: request.knownExpiry ?? knownExpiry(registry) }
    const verification = await providerOf(ports, registry.kind).verify(connection, asked, signal)
    await keepVerification(ports, registry, verification)
    return verification
  }

/** GitHub answers the same to an expired token and to a revoked one: what was known before tells them apart. */
export const knownExpiry = (registry: ContainerRegistry): string | null =>
  registry.verification?.credential.expiresAt ?? null

// An edit while we verified makes the outcome one of a credential that is no more: then it is told, not kept.
const keepVerification = (
  ports: AppPorts,
  registry: ContainerRegistry,
  verification: Verification,
): Promise<void> =>
  ports.store.transaction(async (tx) => {
    const kept = await tx.registries.saveVerification(
      registry.id,
      registry.version,
      remembered(registry, verification),
    )
    if (!kept) return
    await tx.events.append({
      type: 'registry.verified',
      organizationId: registry.organizationId,
      data: {
        registryId: registry.id,
        ok: verification.ok,
        findings: verification.findings.map(({ code }) => code),
      },
    })
  })

/** A refused token tells nothing of itself: what was learnt of it while it worked is kept. */
function remembered(registry: ContainerRegistry, verification: Verification): Verification {
  const expiresAt = verification.credential.expiresAt ?? knownExpiry(registry)
  return expiresAt === null || verification.credential.expiresAt !== undefined
    ? verification
    : { ...verification, credential: { ...verification.credential, expiresAt } }
}
