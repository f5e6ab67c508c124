import type { Principal } from '../domain/identity.ts'
import type { AuditEntry, Repositories } from '../ports/store.ts'
import { type AppPorts, timestamp } from './ports.ts'

type Audited = Pick<AuditEntry, 'organizationId' | 'action' | 'targetType' | 'targetId' | 'targetName'>

/** Notes in the transaction that changes a thing who changed it. */
export const audit = (
  ports: Pick<AppPorts, 'newId' | 'clock'>,
  tx: Pick<Repositories, 'audit'>,
  who: Principal,
  entry: Audited,
): Promise<void> => tx.audit.append({ ...entry, id: ports.newId(), at: timestamp(ports), actor: who.name })
