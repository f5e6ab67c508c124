import { diagnose } from '../diagnosis/diagnose.ts'
import type { Diagnosis, DiagnosisRequest, Identity } from '../diagnosis/diagnosis.ts'
import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import { registryHealth } from '../domain/registry-health.ts'
import { isAppError } from '../errors.ts'
import { theOrganization } from './access.ts'
import { endsOf } from './known-expiry.ts'
import type { AppPorts } from './ports.ts'
import { openConnection } from './registry-connection.ts'

/**
 * What is the matter with an image, for everyone of the organization who might pull it: as nobody and with each saved
 * registry of its host. Nothing is stored. Throws as `diagnose` does.
 */
export const diagnoseImage =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    request: DiagnosisRequest,
    signal: AbortSignal,
  ): Promise<Diagnosis> => {
    await theOrganization(ports.store, who, organizationId)
    const registries = await ports.store.registries.listOf(organizationId)
    const identities = registries.map((registry) => identityOf(ports, registry))
    return diagnose({ providers: ports.providers, clock: ports.clock }, identities, request, signal)
  }

/** A saved registry as an identity; one whose secret cannot be opened says so instead of failing the others. */
function identityOf(ports: AppPorts, registry: ContainerRegistry): Identity {
  const known = {
    id: registry.id,
    name: registry.name,
    repositoryPrefix: registry.repositoryPrefix,
    ...endsOf(registry),
    source: 'saved',
    health: registryHealth(registry.verification),
    createdAt: registry.createdAt,
  } as const
  try {
    return { ...known, connection: openConnection(ports.vault, registry) }
  } catch (error) {
    if (!isAppError(error, 'secret.unreadable')) throw error
    const { kind, url, config } = registry
    return { ...known, connection: { kind, url, config, secrets: {} }, fault: error }
  }
}
