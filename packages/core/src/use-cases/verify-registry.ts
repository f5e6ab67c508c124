import type { RegistryKind } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import type { RegistryDraft, VerifyRequest } from '../ports/registry-provider.ts'
import type { Verification } from '../verification.ts'
import { theOrganization, theRegistry } from './access.ts'
import type { RegistryInput } from './create-registry.ts'
import { endsOf } from './known-expiry.ts'
import type { AppPorts } from './ports.ts'
import { recordVerification } from './record-verification.ts'
import { connectionOf, openConnection, providerOf } from './registry-connection.ts'
import { allSecrets, mergeTransport, type TransportInput } from './registry-transport.ts'
import { restorePrevious, testedWithinGrace } from './restore-previous.ts'

/** A connection that is not saved. */
export interface DraftToVerify extends RegistryDraft, TransportInput, Pick<RegistryInput, 'statedExpiry'> {
  readonly kind: RegistryKind
}

/** Proves a connection that is not saved. Throws `request.invalid`; what the registry answers is data. */
export const verifyDraft =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    draft: DraftToVerify,
    request: VerifyRequest,
    signal: AbortSignal,
  ): Promise<Verification> => {
    await theOrganization(ports.store, who, organizationId)
    const provider = providerOf(ports, draft.kind)
    const { url, config, secrets } = provider.parse(draft)
    const transport = mergeTransport(ports, draft)
    const drafted = { kind: draft.kind, url, config, transport: transport.stored }
    const asked = { ...request, statedExpiry: draft.statedExpiry ?? null }
    return provider.verify(connectionOf(drafted, allSecrets(secrets, transport)), asked, signal)
  }

/**
 * Proves a saved connection again and keeps the outcome. A login that fails within the grace time of its rotation gives
 * way to the one before it, if that works.
 */
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
    const asked = { ...request, ...endsOf(registry) }
    const verified = await providerOf(ports, registry.kind).verify(connection, asked, signal)
    const verification = await testedWithinGrace(ports, registry, verified, request, signal)
    const restored = await restorePrevious(ports, registry, verification, request, signal)
    if (restored) return restored.verification
    // An edit while we verified makes the outcome one of a credential that is no more: then it is told, not kept.
    await ports.store.transaction(
      (tx) => recordVerification(ports)(tx, registry, verification, 'asked', { who }),
      { isolation: 'locking' },
    )
    return verification
  }
