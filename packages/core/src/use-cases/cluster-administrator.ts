import type { Principal } from '../domain/identity.ts'
import { AppError } from '../errors.ts'

/** Throws `permission.denied` for a token of one organization: a cluster reaches what the server itself reaches. */
export function expectAdministrator(who: Principal, does: string): void {
  if (who.organizationId === null) return
  throw new AppError(
    'permission.denied',
    `Only an administrator of the installation ${does}: a cluster reaches the server's own engine, folders and network.`,
  )
}
