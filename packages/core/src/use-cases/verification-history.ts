import type { Principal } from '../domain/identity.ts'
import type { VerificationRecord } from '../ports/registry-care.ts'
import type { Page } from '../ports/store.ts'
import { theRegistry } from './access.ts'
import type { AppPorts } from './ports.ts'

/** A page of a registry's verifications, newest first, and how many there are. */
export const verificationHistory =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    registryId: string,
    page: Page,
  ): Promise<{ readonly records: readonly VerificationRecord[]; readonly total: number }> => {
    await theRegistry(ports.store, who, organizationId, registryId)
    const { verifications } = ports.store
    const [records, total] = await Promise.all([
      verifications.listOf(registryId, page),
      verifications.count(registryId),
    ])
    return { records, total }
  }
